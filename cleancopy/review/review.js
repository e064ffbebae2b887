// A key presses the button or follows the link that names it in data-key; a field that names it is gone to instead.
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const at = document.activeElement;
  if (at.matches("input:not([type=checkbox]), select")) {
    if (event.key === "Escape") at.blur();
    else if (event.key === "Enter" && at.matches("select")) at.form.requestSubmit();
    else return;
    event.preventDefault();
    return;
  }
  const named = document.querySelector(`[data-key="${CSS.escape(event.key)}"]`);
  if (!named) return;
  event.preventDefault();
  if (named.matches("input, select")) named.focus();
  else named.click();
});
