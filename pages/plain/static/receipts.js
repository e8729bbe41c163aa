// Draws what the browser remembers: a button on the page of a receipt, a list where a youth comes in.
(function () {
  "use strict";

  function make(name, text, into) {
    var element = document.createElement(name);
    element.textContent = text;
    if (into) { into.appendChild(element); }
    return element;
  }

  function grouped(code) { return code.slice(0, 4) + " " + code.slice(4); }

  function drawButton(place) {
    var code = place.getAttribute("data-remember"), seen = Number(place.getAttribute("data-seen"));
    if (remembered.has(code)) { remembered.keep(code, seen); }
    function draw() {
      place.textContent = "";
      var has = remembered.has(code);
      var button = make("button", has ? "不再在这台手机记住" : "在这台手机记住", place);
      button.type = "button";
      button.className = "second";
      make("p", has ? "已记住：从支部二维码进来，有新进展会提醒您。" :
        "查询码只存在这台手机的浏览器里，有新进展会提醒您。和别人共用的手机不要点。", place).className = "hint";
      button.onclick = function () {
        if (has) { remembered.forget(code); } else { remembered.keep(code, seen); }
        draw();
      };
    }
    draw();
    place.hidden = false;
  }

  function drawOne(place, code, isNew) {
    var form = make("form", "", place);
    form.method = "post";
    form.action = "/r";
    var field = document.createElement("input");
    field.type = "hidden";
    field.name = "code";
    field.value = code;
    form.appendChild(field);
    var button = make("button", "查询码 " + grouped(code) + (isNew ? "（有新进展）" : ""), form);
    if (!isNew) { button.className = "second"; }
  }

  function drawList(place, news) {
    var kept = remembered.all();
    if (!kept.length) { return; }
    if (news.length) { make("p", "您提的需求有新进展。", place).className = "next"; }
    else { make("p", "这台手机记住的查询码：", place).className = "quiet"; }
    kept.forEach(function (one) { drawOne(place, one.code, news.indexOf(one.code) >= 0); });
    place.hidden = false;
  }

  var button = document.querySelector("[data-remember]"), list = document.querySelector("[data-remembered]");
  if (button) { drawButton(button); }
  if (list) { remembered.news(function (news) { drawList(list, news); }, 5000); }
})();
