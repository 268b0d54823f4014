/**
 * Stores images and analyses in a library, one after the other: `writer.ts <data folder> <name> [count]`, for ever
 * without a count. Prints the number of each when it is stored. Tests run several at once, and kill it.
 */
import { cacheKey, ResultsCache } from '../../../main/library/cache.ts';
import { openLibrary } from '../../../main/store/database.ts';
import { saveImage } from '../../../main/store/images.ts';
import { sampleAnalysis, sampleHeader, sampleSource } from './sampleRecords.ts';

const [dataDir, name, count = 'Infinity'] = process.argv.slice(2);
const library = openLibrary(dataDir);
if (!library.ok) throw new Error(library.problem.message);
const cache = new ResultsCache(library.value);
for (let index = 0; index < Number(count); index++) {
  const imageHash = `${name}-${index}`;
  saveImage(library.value, sampleSource({ file: `/${imageHash}` }), {
    header: sampleHeader({ studyInstanceUid: `1.${index}` }),
    pixelHash: imageHash,
    imageHash,
  });
  const analysis = sampleAnalysis(index, 64);
  const key = cacheKey({
    imageHash,
    card: {
      architecture: 'hds-uresnet',
      sha256: analysis.weightsSha256,
      preparation: { rule: 'hds-uresnet/1', mean: 1, std: 1 },
      percentT: null,
    },
    device: 'cpu',
  });
  const problem = await cache.put(key, imageHash, analysis);
  if (problem !== null) throw new Error(problem.message);
  process.stdout.write(`${index}\n`);
}
library.value.close();
