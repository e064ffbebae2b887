// Keys: n and p go to the next and previous doubtful line, Enter decides about it; k, r, t, b and d press the filters.
const rows = () => [...document.querySelectorAll(".row.doubtful")];
let at = -1;
function go(step) {
  const all = rows();
  if (!all.length) return;
  at = (at + step + all.length) % all.length;
  all[at].closest("details")?.setAttribute("open", "");
  all[at].scrollIntoView({ block: "center" });
  all[at].focus();
}
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const box = document.querySelector(`nav input[data-key="${CSS.escape(event.key)}"]`);
  if (event.key === "n") go(1);
  else if (event.key === "p") go(-1);
  else if (event.key === "Enter") document.activeElement.querySelector(".decide")?.click();
  else if (box) box.click();
});
// A link to a line inside a folded run opens it.
function open() {
  document.getElementById(location.hash.slice(1))?.closest("details")?.setAttribute("open", "");
}
addEventListener("hashchange", open);
open();
