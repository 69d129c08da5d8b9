// htmx under a strict Content-Security-Policy: no style element of its own, no eval, no scripts out of answers.
import htmx from "htmx.org";

htmx.config.includeIndicatorStyles = false;
htmx.config.allowEval = false;
htmx.config.allowScriptTags = false;
htmx.config.historyCacheSize = 0;
htmx.config.selfRequestsOnly = true;
window.htmx = htmx;

export default htmx;
