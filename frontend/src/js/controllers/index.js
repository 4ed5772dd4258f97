import AroundController from "./around_controller.js";
import BulkController from "./bulk_controller.js";
import ConnectionController from "./connection_controller.js";
import DialogController from "./dialog_controller.js";
import DropController from "./drop_controller.js";
import FormController from "./form_controller.js";
import KeysController from "./keys_controller.js";
import LinesController from "./lines_controller.js";
import MenuController from "./menu_controller.js";
import PanelController from "./panel_controller.js";
import PasskeyController from "./passkey_controller.js";
import PasswordController from "./password_controller.js";
import PopoverController from "./popover_controller.js";
import PreferenceController from "./preference_controller.js";
import SelectController from "./select_controller.js";
import TabsController from "./tabs_controller.js";
import ToastController from "./toast_controller.js";

/** The name in data-controller, and what answers to it. */
export const controllers = {
  around: AroundController,
  bulk: BulkController,
  connection: ConnectionController,
  dialog: DialogController,
  drop: DropController,
  form: FormController,
  keys: KeysController,
  lines: LinesController,
  menu: MenuController,
  panel: PanelController,
  passkey: PasskeyController,
  password: PasswordController,
  popover: PopoverController,
  preference: PreferenceController,
  select: SelectController,
  tabs: TabsController,
  toast: ToastController,
};
