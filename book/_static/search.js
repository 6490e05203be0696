// Sphinx finds the pages that hold every word of a question. Where there is none, show those that
// hold the most of its words.
"use strict";

const findAllWords = Search.performTermsSearch;

Search.performTermsSearch = (words, excluded) => {
  const found = findAllWords(words, excluded);
  if (found.length) return found;
  const pages = new Map();
  for (const word of words) {
    for (const result of findAllWords(new Set([word]), excluded)) {
      const [page, , , , score] = result;
      const known = pages.get(page);
      if (known) known[4] += score + 100; // a further word counts more than a better place
      else pages.set(page, [...result]);
    }
  }
  return [...pages.values()];
};
