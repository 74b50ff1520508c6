import { generator } from "../../contracts/index.js";
import { implement } from "../kit/index.js";
import { handlers } from "./handlers.js";

implement(generator, handlers);
