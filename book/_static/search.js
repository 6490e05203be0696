// Sphinx finds the pages that hold every word of a question, and leads to their tops. This finds
// the sections that hold any of the words, ranks them (BM25, times the share of the words that are
// found), and leads to the best section of each page. SECTIONS is in sections.js, which is made when
// the site is built.
"use strict";

const BEST = 20; // score of the best page; a heading that is the question has about as much
const REST = 0.2; // what a page's other sections count, relative to its best

const ASKING = "can do doe how i my should use we what when which whi why you".split(" "); // stems

Scorer.title = 20;

const sectionsWith = (word) => {
  const { words } = SECTIONS;
  const stems = Object.hasOwn(words, word)
    ? [word]
    : Object.keys(words).filter((stem) => word.length > 2 && stem.includes(word));
  const counts = new Map();
  for (const stem of stems) {
    for (let i = 0; i < words[stem].length; i += 2) {
      const section = words[stem][i];
      counts.set(section, (counts.get(section) ?? 0) + words[stem][i + 1]);
    }
  }
  return counts;
};

// The glossary's terms are sections here, so they need not be found as objects and index entries.
const perform = Search._performSearch;
let question = "";
Search._performSearch = (query, ...words) => {
  question = query.toLowerCase().replace(/^what (is|are) (an? |the )?|\?/g, "").trim();
  Object.assign(Search._index, { objects: {}, indexentries: {} });
  return perform(query, ...words);
};

Search.performTermsSearch = (asked) => {
  const { sections } = SECTIONS;
  const said = [...asked].filter((word) => !ASKING.includes(word));
  const words = said.length ? said : [...asked];
  const mean = sections.reduce((sum, [, , , length]) => sum + length, 0) / sections.length;
  const scores = new Map();
  for (const word of words) {
    const counts = sectionsWith(word);
    const rarity = Math.log(1 + sections.length / (counts.size + 0.5));
    for (const [section, count] of counts) {
      const length = sections[section][3] / mean;
      const weight = (rarity * count) / (count + 0.3 + 0.9 * length);
      const [sum, found] = scores.get(section) ?? [0, 0];
      scores.set(section, [sum + weight, found + 1]);
    }
  }
  const pages = new Map(); // each with its best section
  for (const [section, [sum, found]] of scores) {
    const [page, , heading, , aside] = sections[section];
    const likeness = heading.toLowerCase().includes(question) ? question.length / heading.length : 0;
    const score = (((1 + likeness) * sum * found) / words.length) * (aside ? 0.5 : 1);
    const known = pages.get(page) ?? { best: 0, total: 0 };
    known.total += score;
    if (score > known.best) Object.assign(known, { best: score, section });
    pages.set(page, known);
  }
  const value = ({ best, total }) => best + (total - best) * REST;
  const highest = Math.max(...[...pages.values()].map(value));
  const { docnames, titles, filenames } = Search._index;
  return [...pages].map(([page, known]) => {
    const { section } = known;
    const [, anchor, heading] = sections[section];
    const file = docnames.indexOf(page);
    const title = heading ? `${titles[file]} > ${heading}` : titles[file];
    const link = anchor && `#${anchor}`;
    return [page, title, link, null, (BEST * value(known)) / highest, filenames[file]];
  });
};

// Under an entry of the glossary stands its definition. Formulas lose their delimiters.
const textOf = Search.htmlToText;
Search.htmlToText = (page, anchor) => {
  if (!anchor.startsWith("#term-")) return textOf(page, anchor).replace(/\\[()[\]]/g, "");
  const term = new DOMParser().parseFromString(page, "text/html").querySelector(anchor);
  return term?.nextElementSibling?.textContent ?? "";
};
