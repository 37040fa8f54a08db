/** The page to drop photos on: what was said of each, and the queue. */
import { escaped, page } from '../display/page';
import type { Health } from './health';

const STYLE = `#drop{display:block;border:2px dashed var(--line);border-radius:8px;padding:2rem 1rem;text-align:center;background:var(--raised)}#drop.over{border-style:solid}
input{font:inherit;max-width:100%}#files{display:block;margin:.5rem auto 0;width:fit-content}form label{display:block;margin:.75rem 0}`;

// Photos are sent one after another; where all places are taken the page waits as long as it is told to.
const SCRIPT = `const $=id=>document.getElementById(id),drop=$('drop'),files=$('files'),results=$('results'),said=$('said'),state=$('state'),token=$('token');
const waiting=[];let busy=false,done=0;const pause=s=>new Promise(r=>setTimeout(r,1000*s));
const line=(item,text,name)=>{const p=document.createElement('p');p.textContent=text;if(name)p.className=name;item.append(p);return p};
function show(item,name,answer){item.replaceChildren();if(answer.picture){const img=new Image();img.alt='Overlay of '+name;img.src='data:image/png;base64,'+answer.picture;item.append(img)}
const head=line(item,'');const word=answer.error?'error':answer.verdict||'';if(word){const badge=document.createElement('strong');badge.className='v-'+word;badge.textContent=word;head.append(badge,' ')}head.append(answer.category==='unknown'&&answer.nearest?'unknown ('+answer.nearest+')':answer.category||'');
line(item,name);line(item,answer.error||'score '+answer.score.toFixed(4)+(answer.limit===undefined?'':answer.category==='unknown'?', NG above '+answer.ngAbove.toFixed(4):', limit '+answer.limit.toFixed(4)),'soft')}
async function send(file){const headers={'Content-Type':/^image\\//.test(file.type)?file.type:'application/octet-stream'};if(token&&token.value)headers.Authorization='Bearer '+token.value;
for(;;){const reply=await fetch('/score?picture=overlay',{method:'POST',body:file,headers});if(reply.status!==503)return reply.json();await pause(Number(reply.headers.get('Retry-After'))||1)}}
async function work(){if(busy)return;busy=true;while(waiting.length){const [file,item]=waiting.shift();tell();let answer;try{answer=await send(file)}catch{answer={error:'The service cannot be reached.'}}show(item,file.name,answer);done++;tell()}busy=false}
function tell(){said.textContent=done+' of '+results.children.length+' photos are done'}
function add(list){for(const file of list){const item=document.createElement('li');line(item,file.name);line(item,'waits','soft');results.append(item);waiting.push([file,item])}tell();work()}
files.addEventListener('change',()=>{add(files.files);files.value=''});
for(const name of ['dragenter','dragover'])document.addEventListener(name,e=>{e.preventDefault();drop.classList.add('over')});
for(const name of ['dragleave','drop'])document.addEventListener(name,e=>{e.preventDefault();drop.classList.remove('over')});
document.addEventListener('drop',e=>add(e.dataTransfer.files));
async function look(){try{const {status,queue}=await(await fetch('/health')).json();state.textContent=(status==='ok'?'':'The service stops. ')+queue.inside+' of '+queue.places+' places are taken, '+queue.done+' photos done, '+Math.round(queue.each)+' ms each'}catch{state.textContent='The service cannot be reached.'}}
look();setInterval(look,2000);$('form').addEventListener('submit',e=>e.preventDefault());`;

/** The page as HTML. It loads nothing from elsewhere. */
export function dropPage({ categories, rule, weights, needsToken }: Health): string {
  const about = `Weights ${escaped(weights)}; ${rule === undefined ? 'no limits' : `limits by ${escaped(rule)}`}; categories: ${escaped(categories.join(', '))}.`;
  const token = needsToken
    ? '<label>Token <input id="token" type="password" autocomplete="off" spellcheck="false"></label>'
    : '';
  return page(
    'borad: score photos',
    `<h1>Score photos</h1><p>${about} <a href="/api">How programs call it</a>.</p><form id="form">${token}<label id="drop">Drop photos here, or choose them: <input id="files" type="file" accept="image/*,.bmp,.tif,.tiff" multiple></label></form><h2>Queue of the service</h2><p id="state"></p><h2>Photos</h2><p id="said" role="status"></p><ul id="results" class="photos"></ul>`,
    { style: STYLE, script: SCRIPT },
  );
}
