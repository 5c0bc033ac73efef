/* Writes an envelope as a tablet makes it, for test_envelopes.py: its arguments in JSON. */
import { encryptForServer } from "../../static/src/encryption.js";

const [publicKey, owner, visit, key, content] = JSON.parse(process.argv[2]);
process.stdout.write(JSON.stringify(await encryptForServer(publicKey, owner, visit, key, content)));
