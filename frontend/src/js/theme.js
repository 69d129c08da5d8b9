// Light, dark, or as the system has it. The choice is kept in a cookie, which the server writes into <html data-bs-theme>:
// so the first paint is already right.
const COOKIE = "theme";
const YEAR = 365 * 24 * 3600;
const THEMES = ["auto", "light", "dark"];

export function followTheme() {
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-theme-choice]");
    if (button) choose(button.dataset.themeChoice);
  });
  mark(document.documentElement.dataset.bsTheme || "auto");
}

function choose(theme) {
  if (!THEMES.includes(theme)) return;
  if (theme === "auto") delete document.documentElement.dataset.bsTheme;
  else document.documentElement.dataset.bsTheme = theme;
  const secure = location.protocol === "https:" ? "; Secure" : "";
  document.cookie = `${COOKIE}=${theme}; Path=/; Max-Age=${theme === "auto" ? 0 : YEAR}; SameSite=Lax${secure}`;
  mark(theme);
}

function mark(theme) {
  for (const button of document.querySelectorAll("[data-theme-choice]")) {
    button.setAttribute("aria-pressed", String(button.dataset.themeChoice === theme));
  }
}
