"use strict";
// Lets the program know that its report is open: it ends when no page is.
const open = new EventSource("/open");
open.addEventListener("end", () => open.close());
