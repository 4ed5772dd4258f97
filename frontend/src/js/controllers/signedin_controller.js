// The end of signing in again in a second tab: the first tab may send what waits there.
import { Controller } from "@hotwired/stimulus";

export default class extends Controller {
  connect() {
    const channel = new BroadcastChannel("guanxi");
    channel.postMessage("signed in");
    channel.close();
    if (window.opener) setTimeout(() => window.close(), 600);
  }
}
