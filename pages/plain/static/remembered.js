// 在这台手机记住: receipt codes that a youth asked this browser to keep, and whether something new was said to them.
// They lie in this browser only. Written for old browsers too; put before other scripts.
var remembered = (function () {
  "use strict";
  var KEY = "wugeyi.codes", MOST = 10;

  function read() {
    try {
      var kept = JSON.parse(window.localStorage.getItem(KEY) || "[]");
      return Array.isArray(kept) ? kept.filter(function (one) { return one && /^[A-Z0-9]{8}$/.test(one.code); }) : [];
    } catch (error) {
      return [];
    }
  }

  function write(kept) {
    try {
      window.localStorage.setItem(KEY, JSON.stringify(kept.slice(-MOST)));
      return true;
    } catch (error) {
      return false;
    }
  }

  function without(code) {
    return read().filter(function (one) { return one.code !== code; });
  }

  return {
    all: read,
    has: function (code) { return read().some(function (one) { return one.code === code; }); },
    keep: function (code, seen) { return write(without(code).concat([{ code: code, seen: seen }])); },
    forget: function (code) { return write(without(code)); },
    // Tell "then" which codes have news; none where the server does not answer within "patience" milliseconds.
    news: function (then, patience) {
      var kept = read(), isTold = false;
      function tell(codes) { if (!isTold) { isTold = true; then(codes); } }
      if (!kept.length) { tell([]); return; }
      var request = new XMLHttpRequest();
      request.open("POST", "/r/news");
      request.setRequestHeader("Content-Type", "application/x-www-form-urlencoded");
      request.onload = function () {
        try {
          var said = JSON.parse(request.responseText);
          kept.forEach(function (one) { if (said[one.code] === null) { write(without(one.code)); } });
          tell(kept.filter(function (one) { return said[one.code] > one.seen; }).map(function (one) { return one.code; }));
        } catch (error) {
          tell([]);
        }
      };
      request.onerror = function () { tell([]); };
      setTimeout(function () { tell([]); }, patience);
      request.send("codes=" + kept.map(function (one) { return one.code; }).join(","));
    }
  };
})();
