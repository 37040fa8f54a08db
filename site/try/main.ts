/** The page "Try it on your photo": a photo in, its map and verdict out, all of it here. */
import type { MapScale } from 'borad/display';
import { element, made } from '../shared/element';
import { bytesOf, pageData } from '../shared/pageData';
import { type Names, showAnswer } from './answer';
import { type Detect, openDetector } from './detector';
import { showBar, showPictures } from './pictures';
import { readPhoto } from './readPhoto';
import { offerMap } from './saveMap';

interface PageData extends Names {
  scale: MapScale;
  /** PNG in base64. */
  examples: { title: string; png: string }[];
}

const data = pageData<PageData>();
const state = element('state', HTMLElement);
const file = element('file', HTMLInputElement);
const examples = element('examples', HTMLFieldSetElement);
const say = (text: string) => {
  state.textContent = text;
};
/** Until what was said is on the screen. */
const shown = () => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));

async function look(detect: Detect, photo: Blob, name: string): Promise<void> {
  say(`Looking at ${name} …`);
  await shown();
  try {
    const read = await readPhoto(photo);
    const answer = await detect(read);
    showPictures(read, answer.map, data.scale, name);
    showAnswer(answer, data, read);
    offerMap(answer.map, read.width, read.height, name);
    const result = element('result', HTMLElement);
    result.hidden = false;
    result.scrollIntoView({ block: 'nearest' });
    say(`${name}: ${data.verdicts[answer.verdict]}, image score ${answer.score.toFixed(3)}.`);
  } catch (error) {
    say(`${name} cannot be read: ${error instanceof Error ? error.message : error} Choose a JPEG, PNG, WebP or AVIF.`);
  }
}

function addExamples(choose: (photo: Blob, name: string) => void): void {
  const list = made('div', '', { className: 'thumbnails' });
  for (const { title, png } of data.examples) {
    const picture = made('img', '', { src: `data:image/png;base64,${png}`, alt: '', width: 96, height: 96 });
    const button = made('button', [picture, made('span', title)], { type: 'button' });
    button.addEventListener('click', () => choose(new Blob([bytesOf(png)], { type: 'image/png' }), title));
    list.append(button);
  }
  examples.append(list);
}

/** Photos may be dropped anywhere; a second one waits until the first is done. */
function acceptPhotos(choose: (photo: Blob, name: string) => void): void {
  file.addEventListener('change', () => {
    const [chosen] = file.files ?? [];
    if (chosen) choose(chosen, chosen.name);
  });
  const drop = element('drop', HTMLElement);
  for (const name of ['dragenter', 'dragover', 'dragleave', 'drop'])
    document.addEventListener(name, (event) => {
      event.preventDefault();
      drop.classList.toggle('over', name === 'dragenter' || name === 'dragover');
    });
  document.addEventListener('drop', ({ dataTransfer }) => {
    const [dropped] = dataTransfer?.files ?? [];
    if (dropped) choose(dropped, dropped.name);
  });
}

async function start(): Promise<void> {
  let work: Promise<unknown> = Promise.resolve();
  const begin = performance.now();
  const opened = openDetector();
  const choose = (photo: Blob, name: string) => {
    work = work.then(async () => look(await opened, photo, name));
  };
  showBar(data.scale);
  addExamples(choose);
  acceptPhotos(choose);
  try {
    await opened;
  } catch (error) {
    say(`The detector cannot run here: ${error instanceof Error ? error.message : error}`);
    return;
  }
  file.disabled = false;
  examples.disabled = false;
  say(`Ready after ${((performance.now() - begin) / 1000).toFixed(1)} s. Choose a photo or an example.`);
  document.documentElement.dataset.ready = 'true';
}

void start();
