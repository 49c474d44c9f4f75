// One more field for a question of one's own, without reloading.
const more = document.getElementById("flere");
const own = document.getElementById("egne");
const MOST = 20;

more.hidden = false;
more.addEventListener("click", () => {
  const last = own.querySelector(".felt:last-of-type");
  const added = last.cloneNode(true);
  const number = own.querySelectorAll(".felt").length + 1;
  const field = added.querySelector("input");
  field.id = `spoerg-${number}`;
  field.value = "";
  added.querySelector("label").htmlFor = field.id;
  own.append(added);
  field.focus();
  more.hidden = number >= MOST;
});
