(function () {
  var token = document.currentScript.getAttribute("data-token");
  window.location.replace(isModern ? "/survey?t=" + token : "/s/" + token);
})();
