// The filters of the form as chips above it, each taken away with one press.
const DATE = new Intl.DateTimeFormat("da-DK", { dateStyle: "long" });

// What the form narrows a question to, as /api/chat takes it.
export function chosenFilters(form) {
  const checked = (name) => [...form.querySelectorAll(`[name=${name}]:checked`)].map((box) => box.value);
  const chosen = { regions: checked("region"), documents: checked("dokument") };
  if (form.elements.dato.value) chosen.as_of = form.elements.dato.value;
  return chosen;
}

export function showFilters(form, list) {
  const show = () => {
    const boxes = [...form.querySelectorAll("[name=region]:checked, [name=dokument]:checked")];
    const chips = boxes.map((box) => chip(box.parentElement.textContent.trim(), () => { box.checked = false; }));
    const date = form.elements.dato;
    if (date.value) chips.push(chip(`gældende ${DATE.format(new Date(`${date.value}T12:00`))}`, () => { date.value = ""; }));
    list.replaceChildren(...chips);
    list.hidden = !chips.length;
  };
  const chip = (text, remove) => {
    const item = document.createElement("li");
    const button = document.createElement("button");
    button.type = "button";
    button.className = "filter";
    button.setAttribute("aria-label", `Fjern afgrænsningen ${text}`);
    button.textContent = `${text} ×`;
    button.addEventListener("click", () => {
      remove();
      show();
      (list.querySelector("button") ?? form.elements.q).focus();
    });
    item.append(button);
    return item;
  };
  // Leaving the question by pressing a chip changes the question: the chip must not be replaced under the press.
  form.addEventListener("change", (event) => {
    if (event.target !== form.elements.q) show();
  });
  form.querySelector(".filtre").open = false;
  show();
}
