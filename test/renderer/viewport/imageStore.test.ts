import { describe, expect, it } from 'vitest';
import { type Result, fail, ok } from '../../../contract/problem.ts';
import { writeDicom } from '../../../imaging/dicom/write.ts';
import type { DecodeJob } from '../../../renderer/viewport/decodePool.ts';
import type { DecodedFrame } from '../../../renderer/viewport/decodedFrame.ts';
import { withLevels } from '../../../renderer/viewport/decodedFrame.ts';
import { decodeFrame } from '../../../imaging/pixels/decode.ts';
import { createImageStore } from '../../../renderer/viewport/imageStore.ts';

/** 2 x 2 pixels of 16 bits per frame; frame n has values from 10 n. */
function dicom(frames: number, window = true): Uint8Array {
  const samples = Uint16Array.from({ length: 4 * frames }, (_, i) => 10 * (i >> 2) + (i % 4));
  return writeDicom([
    { tag: 0x00080016, vr: 'UI', value: '1.2.840.10008.5.1.4.1.1.7' },
    { tag: 0x00080018, vr: 'UI', value: '1.2.3' },
    { tag: 0x00280002, vr: 'US', value: 1 },
    { tag: 0x00280004, vr: 'CS', value: 'MONOCHROME2' },
    { tag: 0x00280008, vr: 'IS', value: String(frames) },
    { tag: 0x00280010, vr: 'US', value: 2 },
    { tag: 0x00280011, vr: 'US', value: 2 },
    { tag: 0x00280100, vr: 'US', value: 16 },
    { tag: 0x00280101, vr: 'US', value: 16 },
    { tag: 0x00280102, vr: 'US', value: 15 },
    { tag: 0x00280103, vr: 'US', value: 0 },
    ...(window
      ? [
          { tag: 0x00281050, vr: 'DS', value: '10' },
          { tag: 0x00281051, vr: 'DS', value: '20' },
        ]
      : []),
    { tag: 0x7fe00010, vr: 'OW', value: samples },
  ]);
}

/** A store whose pool decodes when told to. */
function storeWith(files: Record<string, Uint8Array>, budgetBytes = 1e6) {
  const fetched: string[] = [];
  const jobs: { job: DecodeJob; settle: (decoded: Result<DecodedFrame>) => void }[] = [];
  const store = createImageStore({
    fetchBytes(imageId) {
      fetched.push(imageId);
      const bytes = files[imageId];
      return Promise.resolve(bytes ? ok(bytes.slice()) : fail('not-found', 'No such image.'));
    },
    pool: { decode: (job) => new Promise((settle) => jobs.push({ job, settle })) },
    budgetBytes,
  });
  const decodeAll = async () => {
    await new Promise((settled) => setTimeout(settled));
    for (const { job, settle } of jobs.splice(0)) {
      const request = job.request();
      if (!request.ok) settle(request);
      else {
        const { header, encoded, planar } = request.value;
        const frame = await decodeFrame(header, encoded, { planar });
        settle(frame.ok ? ok(withLevels(header, frame.value)) : frame);
      }
    }
    await new Promise((settled) => setTimeout(settled));
  };
  return { store, fetched, jobs, decodeAll };
}

async function valueOf<T>(result: Promise<Result<T>>): Promise<T> {
  const settled = await result;
  if (!settled.ok) throw new Error(settled.problem.message);
  return settled.value;
}

describe('image store', () => {
  it('tells the header before the first frame is decoded, and decodes it once', async () => {
    const { store, fetched, jobs, decodeAll } = storeWith({ a: dicom(1) });
    const image = await valueOf(store.load('a'));
    expect(image.header.columns).toBe(2);
    expect(image.details.institution).toBe('');
    const frames = [image.frame(0), (await valueOf(store.load('a'))).frame(0)];
    expect(jobs).toHaveLength(1);
    await decodeAll();
    expect(await valueOf(frames[0])).toBe(await valueOf(frames[1]));
    expect(fetched).toEqual(['a']);
  });

  it('waits for the frame where the header does not say how to show it', async () => {
    const { store, decodeAll } = storeWith({ a: dicom(1, false) });
    const loading = store.load('a');
    await decodeAll();
    expect((await valueOf(loading)).header.voiTransforms).toMatchObject([{ center: 1.5, width: 3 }]);
  });

  it('tells where the breast is in the frame that the image opens at, when that is decoded', async () => {
    const { store, jobs, decodeAll } = storeWith({ a: dicom(4) });
    const image = await valueOf(store.load('a'));
    await decodeAll();
    const content = image.content();
    await new Promise((settled) => setTimeout(settled));
    expect(jobs).toHaveLength(1);
    await decodeAll();
    // Four pixels are too few for a breast.
    expect(await content).toEqual(ok(null));
    expect(await image.content()).toEqual(ok(null));
    expect(jobs).toHaveLength(0);
    store.drop();
    const gone = storeWith({ a: dicom(1) });
    const failing = (await valueOf(gone.store.load('a'))).content();
    gone.jobs[0].settle(fail('corrupt', 'Damaged.'));
    expect((await failing).ok).toBe(false);
  });

  it('does not keep a failure', async () => {
    const files: Record<string, Uint8Array> = {};
    const { store } = storeWith(files);
    expect(await store.load('a')).toMatchObject({ ok: false, problem: { kind: 'not-found' } });
    files.a = dicom(1);
    expect((await store.load('a')).ok).toBe(true);
  });

  it('decodes what is waited for before what is ahead, and raises what comes to be waited for', async () => {
    const { store, jobs } = storeWith({ a: dicom(1), b: dicom(1) });
    store.prefetch(['a', 'b']);
    await new Promise((settled) => setTimeout(settled));
    const urgencies = () => jobs.map(({ job }) => job.urgency());
    expect(urgencies()).toEqual(['ahead', 'ahead']);
    await store.load('b');
    expect(urgencies()).toEqual(['ahead', 'now']);
  });

  it('prefetches the latest list, two at a time', async () => {
    const files = Object.fromEntries(['a', 'b', 'c', 'd', 'e'].map((name) => [name, dicom(1)]));
    const { store, fetched, decodeAll } = storeWith(files);
    store.prefetch(['a', 'b', 'c', 'd']);
    await new Promise((settled) => setTimeout(settled));
    store.prefetch(['e']);
    for (let round = 0; round < 3; round++) await decodeAll();
    expect(fetched).toEqual(['a', 'b', 'e']);
  });

  it('keeps the file of an image with several frames, and each frame', async () => {
    const { store, fetched, decodeAll } = storeWith({ a: dicom(3) });
    const image = await valueOf(store.load('a'));
    image.prepare([1, 2]);
    const second = image.frame(2);
    await decodeAll();
    expect([...(await valueOf(second)).samples]).toEqual([20, 21, 22, 23]);
    expect([...(await valueOf(image.frame(1))).samples]).toEqual([10, 11, 12, 13]);
    expect(fetched).toEqual(['a']);
  });

  it('forgets what was not asked for longest, and fetches it again', async () => {
    const { store, fetched, decodeAll } = storeWith({ a: dicom(1), b: dicom(1) }, 12);
    const a = await valueOf(store.load('a'));
    await decodeAll();
    await store.load('b');
    await decodeAll();
    const again = a.frame(0);
    await decodeAll();
    expect((await valueOf(again)).samples[3]).toBe(3);
    expect(fetched).toEqual(['a', 'b', 'a']);
  });

  it('gives up what nobody waits for any longer', async () => {
    const { store, jobs } = storeWith({ a: dicom(1) });
    const [one, other] = [new AbortController(), new AbortController()];
    await Promise.all([store.load('a', one.signal), store.load('a', other.signal)]);
    one.abort();
    expect(jobs[0].job.signal.aborted).toBe(false);
    other.abort();
    expect(jobs[0].job.signal.aborted).toBe(true);
  });

  it('drops everything', async () => {
    const { store, fetched, jobs } = storeWith({ a: dicom(1) });
    await store.load('a');
    store.drop();
    expect(jobs[0].job.signal.aborted).toBe(true);
    await store.load('a');
    expect(fetched).toEqual(['a', 'a']);
  });
});
