(function () {
  var token = document.currentScript.getAttribute("data-token");
  // What is new about the youth's own need comes first; the survey waits behind a button.
  remembered.news(function (codes) {
    if (!codes.length) { window.location.replace(isModern ? "/survey?t=" + token : "/s/" + token); }
  }, 1500);
})();
