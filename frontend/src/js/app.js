// Everything the pages need from a browser: htmx for partial updates, one small Stimulus controller per behaviour.
import { Application } from "@hotwired/stimulus";
import "./htmx.js";
import "./sending.js";
import "./leaving.js";
import "./progress.js";
import { controllers } from "./controllers/index.js";
import { comingFrom } from "./came.js";
import { lazily } from "./lazy.js";

const application = Application.start();
for (const [name, controller] of Object.entries(controllers)) application.register(name, controller);
lazily(application);
comingFrom();
