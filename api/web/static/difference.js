// Moves from change to change by button, or by Alt and the arrow keys.
const changes = [...document.querySelectorAll(".aendring")];
const number = document.getElementById("nummer");
let current = -1;

function go(step) {
  const target = Math.min(changes.length - 1, Math.max(0, current + step));
  changes[target].focus({ preventScroll: true });
  changes[target].scrollIntoView({ block: "center" });
  told(target);
}

function told(at) {
  current = at;
  number.textContent = `Ændring ${at + 1} af ${changes.length}`;
}

// Where the reader is counts, not only where the buttons led.
function nearest() {
  const line = window.innerHeight / 3;
  let found = -1;
  for (const [at, change] of changes.entries()) {
    if (change.getBoundingClientRect().top > line) break;
    found = at;
  }
  return found;
}

if (changes.length) {
  const previous = document.getElementById("forrige");
  const next = document.getElementById("naeste");
  for (const shown of [previous, next, document.querySelector(".genvej")]) shown.hidden = false;
  for (const change of changes) change.addEventListener("focusin", () => told(changes.indexOf(change)));
  const from = (step) => {
    const active = changes.indexOf(document.activeElement?.closest(".aendring"));
    const seen = current >= 0 ? changes[current].getBoundingClientRect() : null;
    // Scrolled away from the last one: go on from what is on the screen.
    if (active < 0 && (!seen || seen.bottom < 0 || seen.top > window.innerHeight)) {
      current = step > 0 ? nearest() : Math.max(0, nearest()) + 1;
    }
    go(step);
  };
  previous.addEventListener("click", () => from(-1));
  next.addEventListener("click", () => from(1));
  document.addEventListener("keydown", (event) => {
    if (!event.altKey || event.ctrlKey || event.metaKey || event.target.matches("select, input, textarea")) return;
    if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
    event.preventDefault();
    from(event.key === "ArrowDown" ? 1 : -1);
  });
}
