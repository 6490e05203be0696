// Sphinx finds the pages that hold every word of a question. Where there is none, show those that
// hold the most of its words.
"use strict";

// A heading that is the question itself stands above pages that have its words in several headings.
// Sphinx gives such a result the heading's anchor and no description.
Scorer.score = ([, , anchor, description, score]) =>
  anchor && description === null ? score + 5 : score;

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
