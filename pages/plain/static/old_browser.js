// Loaded by browsers that know no modules only: they would meet a blank page after signing in.
(function () {
  var note = document.createElement("p");
  note.className = "refusal";
  note.appendChild(document.createTextNode(
    "您的浏览器版本太旧，登录后页面无法显示。请换用新版 Chrome、Edge、Safari 或手机自带浏览器。"
  ));
  var main = document.getElementsByTagName("main")[0];
  main.insertBefore(note, main.firstChild);
})();
