// For every Streamlit document: its built-in English in Chinese, text saved while it is typed, a word for
// browsers that are too old. Written for old browsers too, since they must be able to read the last part.
(function () {
  "use strict";

  // Streamlit's server is at the root: without this every page first looks for it below its own address.
  window.__streamlit = {
    BACKEND_BASE_URL: window.location.origin + "/",
    MAIN_PAGE_BASE_URL: window.location.origin + "/"
  };

  var TEXTS = {
    "Choose an option": "请选择",
    "Choose options": "请选择",
    "No options to select": "没有可选项",
    "No results": "没有结果",
    "Add options": "添加选项",
    "Type to search": "输入文字查找",
    "(required)": "（必填）",
    "This field is required.": "请填写此项。",
    "Upload": "上传",
    "Drag and drop a file here": "把文件拖到这里",
    "Drag and drop files here": "把文件拖到这里",
    "Select all": "全选",
    "Clear all": "全部清除",
    "Connection error": "连接中断",
    "Connection failed": "连接失败",
    "Streamlit server is not responding. Are you connected to the internet?":
      "网络不稳定，正在自动重连，请勿关闭页面。",
    "CONNECTING": "连接中",
    "Connecting": "连接中",
    "Page not found": "找不到页面",
    "The page that you have requested does not seem to exist. Running the app's main page.":
      "您访问的页面不存在，已为您打开首页。",
    "Running...": "正在处理…",
    "Please wait...": "请稍候…",
    "Stop": "停止",
    "Rerun": "刷新",
    "Close": "关闭",
    "Download": "下载",
    "Failed to generate file for download": "没有生成文件。请刷新页面，登录失效时先重新登录，再下载一次。",
    "Download failed": "没有下载成功，请再试一次。",
    "Download as CSV": "下载 CSV",
    "Search": "搜索",
    "Fullscreen": "全屏",
    "Close fullscreen": "退出全屏",
    "Show/hide columns": "显示或隐藏列",
    "Sort ascending": "升序",
    "Sort descending": "降序",
    "Pin column": "固定列",
    "Unpin column": "取消固定",
    "Hide column": "隐藏列",
    "Autosize": "自动列宽",
    "Format": "格式",
    "Error": "错误",
    "(index)": "序号",
    "Show data": "看数据",
    "Show chart": "看图表",
    "Download as PNG": "下载图片",
    "Copy Vega-Lite spec": "复制图表代码",
    "Close Search": "关闭搜索",
    "Next Result": "下一个",
    "Previous Result": "上一个",
    "Previous page": "上一页",
    "Next page": "下一页",
    "Choose date range": "选起止日期",
    "Clear date": "清除日期",
    "Clear dates": "清除日期",
    "Date range": "常用时段",
    "Quick select a date range": "选常用时段",
    "Select...": "请选择",
    "Past Week": "最近一周",
    "Past Month": "最近一个月",
    "Past 3 Months": "最近三个月",
    "Past 6 Months": "最近半年",
    "Past Year": "最近一年",
    "Past 2 Years": "最近两年",
    "Copy to clipboard": "复制",
    "Copied": "已复制",
    "Skip to main content": "跳到主要内容",
    "Press Enter to apply": "按回车保存",
    "Press Ctrl+Enter to apply": "正在自动保存",
    "Press ⌘+Enter to apply": "正在自动保存",
    "Press Enter to submit form": "按回车提交"
  };
  // What is only read aloud, or shown on hovering: as a text these words may be somebody's own.
  var LABELS = {
    "Expand sidebar": "打开菜单",
    "Collapse sidebar": "收起菜单",
    "Sidebar": "菜单",
    "App pages": "页面",
    "Choose date": "选择日期",
    "Increment": "加一",
    "Decrement": "减一",
    "Open": "展开选项",
    "Selected values": "已选",
    "Previous month": "上个月",
    "Next month": "下个月",
    "progress": "进度",
    "Add files": "再选一个文件"
  };
  var ATTRIBUTES = ["placeholder", "aria-label", "title"];
  // Sentences with something in them.
  var PATTERNS = [
    [/^You have requested page .*main page\.$/, function () { return "您访问的页面不存在，已为您打开首页。"; }],
    [/^\S* ?files are not allowed\.$/, function () { return "不能上传这种文件。"; }],
    [/^File (?:must be|is) (\S+) or smaller\.$/, function (all, size) { return "文件不能超过" + size + "。"; }],
    [/^(\d+(?:\.\d+)?[KMG]?B) per file(?: • (.*))?$/, function (all, size, types) {
      return "每个文件不超过" + size + (types ? " · " + types : "");
    }],
    [/^Choose date, /, function () { return "选择日期，"; }],
    // A button of a chart, and which chart.
    [/^(Show data|Show chart|Download as PNG|Copy Vega-Lite spec|Fullscreen|Close fullscreen): /, function (all, button) {
      return TEXTS[button] + "：";
    }],
    [/^(?:(\d+) of )?(over )?(\d+) results?$/, function (all, at, more, n) {
      return (at ? "第" + at + "个，" : "") + "共" + n + "个" + (more ? "以上" : "");
    }],
    [/^: Date set outside allowed range\. Please select a date on or (before|after) (\S+)\.$/, function (all, side, day) {
      return "：日期超出范围，请选" + day + (side === "before" ? "或以前" : "或以后") + "的日期。";
    }],
    [/^: Date set outside allowed range\. Please select a date between (\S+) and (\S+)\.$/, function (all, from, to) {
      return "：日期超出范围，请选" + from + "到" + to + "的日期。";
    }]
  ];
  // A date that is not filled in yet, part by part; and how its fields are read out.
  var DATE_PARTS = { yyyy: "年", mm: "月", dd: "日" };
  var DATE_FIELDS = { year: "年", month: "月", day: "日", "start date": "开始", "end date": "截止" };

  function sayDateField(text) {
    var named = /^(?:(year|month|day), )?(.*?)(?: (start date|end date))?$/.exec(text);
    if (!named || !(named[1] || named[3])) { return null; }
    return [named[2], DATE_FIELDS[named[3]], DATE_FIELDS[named[1]]].filter(Boolean).join("，");
  }

  function say(text) {
    if (Object.prototype.hasOwnProperty.call(TEXTS, text)) { return TEXTS[text]; }
    for (var i = 0; i < PATTERNS.length; i += 1) {
      if (PATTERNS[i][0].test(text)) { return text.replace(PATTERNS[i][0], PATTERNS[i][1]); }
    }
    return null;
  }

  function label(name, text) {
    if (Object.prototype.hasOwnProperty.call(LABELS, text)) { return LABELS[text]; }
    return say(text) || (name === "aria-label" ? sayDateField(text) : null);
  }

  function translateText(node) {
    var parent = node.parentNode;
    if (!parent || /^(TEXTAREA|SCRIPT|STYLE)$/.test(parent.nodeName)) { return; }
    var text = node.nodeValue.trim();
    var chinese = text && (parent.hasAttribute("data-placeholder") ? DATE_PARTS[text] : say(text));
    if (chinese) { node.nodeValue = node.nodeValue.replace(text, chinese); }
  }

  function translateAttributes(element) {
    ATTRIBUTES.forEach(function (name) {
      var text = element.getAttribute(name);
      var chinese = text && label(name, text);
      if (chinese) { element.setAttribute(name, chinese); }
    });
  }

  function translate(node) {
    if (node.nodeType === 3) { translateText(node); return; }
    if (node.nodeType !== 1) { return; }
    translateAttributes(node);
    var texts = document.createTreeWalker(node, NodeFilter.SHOW_TEXT);
    while (texts.nextNode()) { translateText(texts.currentNode); }
    Array.prototype.forEach.call(
      node.querySelectorAll("[placeholder],[aria-label],[title]"), translateAttributes
    );
  }

  function watchWords() {
    new MutationObserver(function (changes) {
      changes.forEach(function (change) {
        if (change.type === "characterData") { translateText(change.target); }
        else if (change.type === "attributes") { translateAttributes(change.target); }
        else { Array.prototype.forEach.call(change.addedNodes, translate); }
      });
    }).observe(document, {
      childList: true, subtree: true, characterData: true, attributes: true, attributeFilter: ATTRIBUTES
    });
  }

  // Streamlit keeps a text area's text only on blur or Ctrl+Enter; a phone that is put away does neither.
  var PAUSE = 800;
  var timer = null, isComposing = false;
  // While it stands on the document, the page's line does not say that all is saved; nor while the network is away.
  var UNSAVED = "data-unsaved";

  function commit(area) {
    timer = null;
    area.dispatchEvent(new KeyboardEvent("keydown", {
      key: "Enter", code: "Enter", keyCode: 13, ctrlKey: true, bubbles: true
    }));
  }

  function onInput(event) {
    // While pinyin is being composed the text is not the person's yet.
    if (event.target.tagName !== "TEXTAREA") { return; }
    document.documentElement.setAttribute(UNSAVED, "");
    isComposing = event.isComposing;
    if (isComposing) { return; }
    clearTimeout(timer);
    timer = setTimeout(commit, PAUSE, event.target);
  }

  // The server has answered what was sent last; where nothing new was typed there is nothing to send.
  function seeWhetherSaved() {
    var app = document.querySelector("[data-testid=stApp]");
    var answers = app && app.getAttribute("data-test-script-state") === "notRunning" &&
      app.getAttribute("data-test-connection-state") === "CONNECTED";
    if (answers && timer === null && !isComposing) { document.documentElement.removeAttribute(UNSAVED); }
  }

  function watchSaving() {
    new MutationObserver(seeWhetherSaved).observe(document, {
      subtree: true, attributes: true, attributeFilter: ["data-test-script-state", "data-test-connection-state"]
    });
    setInterval(function () {
      if (document.documentElement.hasAttribute(UNSAVED)) { seeWhetherSaved(); }
    }, 1000);
  }

  function leaveField() {
    var field = document.activeElement;
    if (field && /^(TEXTAREA|INPUT)$/.test(field.tagName)) { field.blur(); }
  }

  function watchText() {
    document.addEventListener("input", onInput, true);
    document.addEventListener("compositionend", onInput, true);
    document.addEventListener("visibilitychange", function () {
      if (document.visibilityState === "hidden") { leaveField(); }
    });
    window.addEventListener("pagehide", leaveField);
  }

  // Answers on paper are typed in by the keyboard alone: Enter goes to the next field, and saves at the last one; the
  // next sheet, or what is wrong with this one, has the focus as soon as the server has answered.
  function fieldsOf(form) { return Array.prototype.slice.call(form.querySelectorAll("input[type=text]")); }

  function goTo(field) {
    field.focus();
    field.select();
  }

  function fieldToBegin(form) {
    var wrong = form.querySelector("[class*=st-key-paper_wrong]"), fields = fieldsOf(form);
    var before = fields.filter(function (field) {
      return wrong && (field.compareDocumentPosition(wrong) & Node.DOCUMENT_POSITION_FOLLOWING);
    });
    return before.length ? before[before.length - 1] : fields[0];
  }

  function beginWhenAnswered() {
    var app = document.querySelector("[data-testid=stApp]"), isTaken = false;
    function take() { isTaken = true; }
    document.addEventListener("keydown", take, { capture: true, once: true });
    document.addEventListener("pointerdown", take, { capture: true, once: true });
    // A quick run begins and ends unseen, and what it answered is drawn a moment later: asked for again and again,
    // unless somebody has gone on already.
    function begin(times) {
      var form = document.querySelector(".st-key-paper_sheet"), field = form && fieldToBegin(form);
      var isRunning = app.getAttribute("data-test-script-state") !== "notRunning";
      if (isTaken || !times) { return; }
      if (!isRunning && field && document.activeElement !== field) { goTo(field); }
      window.setTimeout(begin, 150, isRunning ? times : times - 1);
    }
    window.setTimeout(begin, 150, 12);
  }

  function onEnter(event) {
    var field = event.target, form = field.closest && field.closest(".st-key-paper_sheet");
    // Enter also ends what pinyin has composed.
    if (event.key !== "Enter" || !form || field.type !== "text" || event.isComposing) { return; }
    event.preventDefault();
    event.stopPropagation();
    var fields = fieldsOf(form), next = fields[fields.indexOf(field) + 1];
    if (next) { goTo(next); return; }
    field.blur();
    beginWhenAnswered();
    form.querySelector("[data-testid=stFormSubmitButton] button").click();
  }

  function watchPaper() { document.addEventListener("keydown", onEnter, true); }

  // Streamlit makes a history entry of each filter that a page writes into the address: Back would then stay on
  // the page, press after press. What only sets filters takes the place of the entry; to open a need is a step.
  var FILTERS = ["month", "scope", "branch", "wave", "list", "matrix", "about", "trend", "horizon", "flow", "section", "part",
    "by", "quarter", "half_year", "year", "from", "until"];

  function withoutFilters(address) {
    var url = new URL(address, window.location.href);
    FILTERS.forEach(function (name) { url.searchParams.delete(name); });
    return url.pathname + "?" + url.searchParams;
  }

  function keepOneEntryPerPage() {
    var push = window.history.pushState;
    window.history.pushState = function (state, title, address) {
      var stays = address && withoutFilters(address) === withoutFilters(window.location.href);
      return (stays ? window.history.replaceState : push).apply(window.history, arguments);
    };
  }

  // A part of Streamlit that was wanted while the network was away stays broken for good, with an English error in
  // its place. Everything given is in the draft, so the page is loaded anew as soon as the server answers.
  var FIRST_TRY = 1000, LAST_TRY = 60000;

  function comeBack(wait) {
    setTimeout(function () {
      fetch("/healthz", { cache: "no-store" }).then(function (answer) {
        if (!answer.ok) { throw new Error(); }
        window.location.reload();
      }).catch(function () { comeBack(Math.min(wait * 2, LAST_TRY)); });
    }, wait);
  }

  function comeBackWhenPartsAreMissing() {
    var comesBack = false;
    window.addEventListener("vite:preloadError", function () {
      if (comesBack) { return; }
      comesBack = true;
      comeBack(FIRST_TRY);
    });
  }

  // Chromium before 94 reads the document but not the scripts behind it: a blank page without this.
  function warnIfTooOld() {
    if (isModern) { return; }
    var token = /^\/survey$/.test(window.location.pathname) && /[?&]t=([\w-]+)/.exec(window.location.search);
    if (token) { window.location.replace("/s/" + token[1]); return; }
    document.addEventListener("DOMContentLoaded", function () {
      var note = document.createElement("p");
      note.style.padding = "1em";
      note.innerHTML = "您的浏览器版本太旧，这个页面可能显示不全。请换用手机自带浏览器或新版微信，" +
        "或打开不需要新浏览器的页面：<a href='/board'>公开栏</a>、<a href='/r'>查进展</a>、<a href='/sign-in'>登录</a>。";
      document.body.insertBefore(note, document.body.firstChild);
    });
  }

  warnIfTooOld();
  keepOneEntryPerPage();
  watchWords();
  watchText();
  watchSaving();
  watchPaper();
  comeBackWhenPartsAreMissing();
})();
