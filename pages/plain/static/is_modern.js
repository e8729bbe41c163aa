// Whether this browser can run Streamlit's pages. Written for browsers that cannot; put before other scripts.
var isModern = (function () {
  try {
    // Syntax that an old browser cannot read is not in here: only what came with it, or after it.
    new RegExp("(?<=a)b");
    return typeof Object.hasOwn === "function" && typeof AbortSignal.timeout === "function" &&
      typeof WebSocket === "function" && "noModule" in HTMLScriptElement.prototype;
  } catch (error) {
    return false;
  }
})();
