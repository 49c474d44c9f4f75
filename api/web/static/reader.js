// The reader: the cited passage in view, links copied, places of a search leafed through, the present section marked.
const notice = document.getElementById("laesermelding");
const text = document.querySelector(".tekst");

const mark = document.getElementById("citat");
if (mark && (!location.hash || location.hash === "#citat")) {
  mark.scrollIntoView({ block: "center" });
  mark.focus({ preventScroll: true });
}

// A link to a place is followed as usual, and its address is ready to be pasted.
text.addEventListener("click", async (event) => {
  const link = event.target.closest(".varig");
  if (!link || !navigator.clipboard) return;
  try {
    await navigator.clipboard.writeText(link.href);
    notice.textContent = "Linket er kopieret.";
  } catch {
    notice.textContent = "Linket står i adressefeltet.";
  }
});

const places = [...text.querySelectorAll("mark.fund[id]")];
const leaf = document.getElementById("blad");
if (leaf && places.length > 1) {
  const shown = document.getElementById("bladtal");
  let at = places.findIndex((place) => `#${place.id}` === location.hash);
  const tell = () => (shown.textContent = at < 0 ? `${places.length} steder` : `${at + 1} af ${places.length}`);
  leaf.hidden = false;
  tell();
  leaf.addEventListener("click", (event) => {
    const step = Number(event.target.closest("button")?.dataset.skridt);
    if (!step) return;
    at = at < 0 ? (step > 0 ? 0 : places.length - 1) : (at + step + places.length) % places.length;
    // Focus stays on the button, so that it can be pressed again.
    history.replaceState(null, "", `#${places[at].id}`);
    places.forEach((place, number) => place.classList.toggle("vist", number === at));
    places[at].scrollIntoView({ block: "center" });
    tell();
    notice.textContent = `Sted ${at + 1} af ${places.length}`;
  });
  addEventListener("hashchange", () => {
    at = places.findIndex((place) => `#${place.id}` === location.hash);
    tell();
  });
}

const lines = new Map([...document.querySelectorAll(".indhold nav a[href^='#afsnit-']")].map((link) => [link.hash.slice(1), link]));
const anchors = [...text.querySelectorAll(".anker")].filter((anchor) => lines.has(anchor.id));
let waiting = false;
function markSection() {
  waiting = false;
  let present = null;
  for (const anchor of anchors) {
    if (anchor.getBoundingClientRect().top > innerHeight / 3) break;
    present = anchor;
  }
  for (const [id, link] of lines) {
    if (present && id === present.id) link.setAttribute("aria-current", "true");
    else link.removeAttribute("aria-current");
  }
}
addEventListener("scroll", () => {
  if (!waiting) requestAnimationFrame(markSection);
  waiting = true;
}, { passive: true });
markSection();

const print = document.getElementById("udskriv");
print.hidden = false;
print.addEventListener("click", () => window.print());
