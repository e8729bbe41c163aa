// On the sign-in page: who signs in with a browser that is too old would meet a blank page.
(function () {
  if (isModern) { return; }
  var note = document.createElement("p");
  note.className = "refusal";
  note.appendChild(document.createTextNode(
    "您的浏览器版本太旧，登录后页面无法显示。请换用新版 Chrome、Edge、Safari 或手机自带浏览器。"
  ));
  var main = document.getElementsByTagName("main")[0];
  main.insertBefore(note, main.firstChild);
})();
