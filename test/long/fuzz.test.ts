// The whole of the odd requests: 10,000 to the gateway, the publish endpoint and Key Vault, and 10,000 to a function app.
import "../local/fuzz/admin-api.test.js";
import "../local/fuzz/gateway.test.js";
import "../local/fuzz/http-routes.test.js";
import "../local/fuzz/key-vault.test.js";
import "../local/fuzz/malformed-http.test.js";
import "../local/fuzz/publish.test.js";
import "../local/fuzz/webhook.test.js";
