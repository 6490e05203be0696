// What is wider than the page scrolls in its own box: make such boxes reachable with the keyboard.
"use strict";

const BOXES = `.highlight pre, .cell_output pre, .pst-scrollable-table-container, div.math,
  mjx-container[display], .chapter-map`;

function markScrollBoxes() {
  for (const box of document.querySelectorAll(BOXES)) {
    const scrolls = box.scrollWidth > box.clientWidth + 1;
    if (scrolls) {
      box.tabIndex = 0;
    } else {
      box.removeAttribute("tabindex");
    }
  }
}

markScrollBoxes();
window.addEventListener("resize", markScrollBoxes);
window.addEventListener("load", () => {
  markScrollBoxes();
  const formulas = window.MathJax?.startup?.promise;
  if (formulas) formulas.then(markScrollBoxes);
});

// From a folder (file://) a browser refuses to read the pages that a search finds: show links alone.
if (location.protocol === "file:" && typeof DOCUMENTATION_OPTIONS !== "undefined") {
  DOCUMENTATION_OPTIONS.SHOW_SEARCH_SUMMARY = false;
}
