/* The server as `dist/main.js` starts it, with other limits of its conversations than a user can set: `LIMITS` as JSON. */
import { configOfProcess, textFromProblems } from '../../dist/config.js';
import { startVoiceter } from '../../dist/voiceter.js';

const config = configOfProcess();
if (!config.ok) throw new Error(textFromProblems(config.error));
const voiceter = await startVoiceter(config.value, { limits: JSON.parse(process.env.LIMITS ?? '{}') });
process.stdout.write(`Voiceter is ready at ${voiceter.url}\n`);
process.once('SIGTERM', () => voiceter.close().then(() => process.exit(0)));
