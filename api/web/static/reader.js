// Brings the cited passage into view and gives it the keyboard's focus, also when the address has no #citat.
const mark = document.getElementById("citat");
if (mark && (!location.hash || location.hash === "#citat")) {
  mark.scrollIntoView({ block: "center" });
  mark.focus({ preventScroll: true });
}
