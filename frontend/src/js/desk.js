// What every page gets on top of plain HTML. Each page works without it.
import "./htmx-ready.js";
import { followTheme } from "./theme.js";
import { openDialogs } from "./dialogs.js";
import { sendFilters } from "./filters.js";
import { keepStill } from "./steady.js";
import { closeMenus } from "./menus.js";
import { sendOnce } from "./forms.js";
import { keepTyping } from "./typing.js";

document.documentElement.classList.add("js");
followTheme();
openDialogs();
sendFilters();
keepStill();
closeMenus();
sendOnce();
keepTyping();
