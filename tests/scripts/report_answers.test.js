import assert from "node:assert/strict";
import { test } from "node:test";
import { addDays, toIsoDate, toOfflineForm, toReport, toServerForm, toTime, toWeekday } from "../../static/src/report_answers.js";

const VISIT = { starts_at: "2026-10-20T10:00:00+02:00" };
const STARTS = new Date(VISIT.starts_at);

test("days and times are those of Amsterdam, on both sides of the end of summer time", () => {
  assert.equal(toTime(new Date("2026-10-20T08:05:00Z"), "nl"), "10:05");
  assert.equal(toTime(new Date("2026-10-27T08:05:00Z"), "nl"), "09:05");
  assert.equal(toIsoDate(new Date("2026-10-20T22:30:00Z")), "2026-10-21");
  assert.equal(toWeekday(STARTS, "nl"), "dinsdag 20 oktober");
  assert.equal(toIsoDate(addDays(STARTS, 7)), "2026-10-27");
});

test("a day chosen on the server is another day on the offline page", () => {
  assert.deepEqual(toOfflineForm([["how", "good"], ["next_visit", "2026-11-03"]]), [
    ["how", "good"], ["next_visit", "other"], ["next_on", "2026-11-03"],
  ]);
  assert.deepEqual(toOfflineForm([["next_visit", "planned"]]), [["next_visit", "none"]]);
  assert.deepEqual(toOfflineForm([["note", "2026-"], ["next_visit", "7"]]), [["note", "2026-"], ["next_visit", "7"]]);
});

test("a number of days is a day on the server", () => {
  assert.deepEqual(toServerForm([["next_visit", "14"], ["note", "14"]], VISIT), [
    ["next_visit", "other"], ["next_on", "2026-11-03"], ["note", "14"],
  ]);
  assert.deepEqual(toServerForm([["next_visit", "none"]], VISIT), [["next_visit", "none"]]);
});

test("a report has the day and the hour of the next visit", () => {
  assert.deepEqual(toReport([["next_visit", "7"], ["next_on", "old"], ["note", "x"]], STARTS, "nl"), [
    ["note", "x"], ["next_visit", "other"], ["next_on", "2026-10-27"], ["next_hour", "10:00"],
  ]);
  assert.deepEqual(toReport([["next_visit", "none"]], STARTS, "nl"), [["next_visit", "none"]]);
});
