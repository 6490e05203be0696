// Quiz questions on chapter pages, and the review page that brings them back.
//
// A question is a <form class="quiz"> that can be read, and its answer unfolded, without this script.
// Answers are kept in this browser's localStorage alone, as {question: {step, due, right}}.
// A wrong answer makes a question due after DAYS[0]; each right answer to a new or due question
// moves it one step on.
"use strict";

const KEY = "gradbook-quiz";
const DAYS = [1, 3, 7, 21];
const DAY = 24 * 60 * 60 * 1000;

function readAnswers() {
  try {
    return JSON.parse(localStorage.getItem(KEY)) || {};
  } catch {
    return {}; // storage is switched off, or its content is broken
  }
}

function writeAnswers(answers) {
  try {
    localStorage.setItem(KEY, JSON.stringify(answers));
    return true;
  } catch {
    return false;
  }
}

function nextState(state, right, now) {
  if (right && state && now < state.due) return { ...state, right }; // too early to count
  const step = right ? Math.min((state ? state.step : 0) + 1, DAYS.length - 1) : 0;
  return { step, due: now + DAYS[step] * DAY, right };
}

function isRight(form) {
  return [...form.querySelectorAll("li")].every((reason) => {
    const input = form.querySelector(`input[value="${reason.dataset.option}"]`);
    return input.checked === (reason.dataset.correct === "true");
  });
}

function element(tag, text, className) {
  const made = document.createElement(tag);
  made.textContent = text;
  if (className) made.className = className;
  return made;
}

function prepareQuiz(form) {
  const button = form.querySelector("button");
  const feedback = form.querySelector(".quiz-feedback");
  const key = form.querySelector("details");
  const reasons = key.querySelector("ul");
  button.hidden = false;
  key.hidden = true;

  form.addEventListener("change", () => {
    feedback.replaceChildren(); // the shown verdict was about another answer
    key.append(reasons);
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (!form.querySelector("input:checked")) {
      feedback.replaceChildren(element("p", "Choose an answer first."));
      return;
    }
    const right = isRight(form);
    const verdict = right ? "✓ That is right." : "✗ That is not right yet.";
    for (const reason of reasons.children) {
      const input = form.querySelector(`input[value="${reason.dataset.option}"]`);
      reason.classList.toggle("chosen", input.checked);
    }
    feedback.replaceChildren(element("p", verdict, "quiz-verdict"), reasons);
    const answers = readAnswers();
    answers[form.dataset.quiz] = nextState(answers[form.dataset.quiz], right, Date.now());
    writeAnswers(answers);
  });
}

function describe(state, now) {
  if (!state) return "not answered here";
  const last = state.right ? "answered right" : "answered wrongly";
  if (state.due <= now) return `${last}, due now`;
  return `${last}, due on ${new Date(state.due).toLocaleDateString("en", { dateStyle: "medium" })}`;
}

function fillReview(table) {
  const now = Date.now();
  const answers = readAnswers();
  const body = table.tBodies[0];
  const rank = (state) => (!state ? 3 : state.due <= now ? 0 : state.right ? 2 : 1);
  const rows = [...body.rows].map((row) => {
    const question = row.querySelector("a").hash.replace("#quiz-", "").replace("-", ".");
    const state = answers[question];
    row.cells[2].textContent = describe(state, now);
    row.classList.toggle("due", rank(state) === 0);
    return { row, rank: rank(state) };
  });
  rows.sort((a, b) => a.rank - b.rank); // stable: chapters stay in order
  body.append(...rows.map(({ row }) => row));

  const due = rows.filter(({ rank }) => rank === 0).length;
  const answered = rows.filter(({ rank }) => rank < 3).length;
  const summary = document.getElementById("review-summary") || element("p", "");
  summary.id = "review-summary";
  summary.setAttribute("role", "status");
  summary.textContent = `Due now: ${due}. Answered in this browser: ${answered} of ${rows.length}.`;
  table.closest(".pst-scrollable-table-container").before(summary);
}

function addForgetButton(table) {
  const button = element("button", "Forget all answers in this browser");
  button.type = "button";
  button.className = "quiz-forget";
  button.addEventListener("click", () => {
    writeAnswers({});
    fillReview(table);
  });
  table.closest(".pst-scrollable-table-container").after(button);
}

document.querySelectorAll("form.quiz").forEach(prepareQuiz);
const reviewTable = document.querySelector("table.review");
if (reviewTable) {
  fillReview(reviewTable);
  addForgetButton(reviewTable);
}
