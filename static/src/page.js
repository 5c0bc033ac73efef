/* Entry: what every page needs beside htmx. Everything works without it. */
import "./focus.js";
import "./busy_button.js";
import "./conditional_questions.js";
import "./folding.js";
import "./enter_goes_on.js";
import "./keyboard.js";
import "./failed_requests.js";
import "./background_requests.js";
import "./shared_device.js";
import "./unused_page.js";
import "./search_box.js";
import "./with_script.js";
import "./notice.js";
import "./passkeys.js";
import { beginInFirstField, showCurrentMenuEntry } from "./focus.js";

showCurrentMenuEntry();
beginInFirstField();
