import { defineErrors } from '../base/errors.ts'

/** What can go wrong on the way to a model. */
export const fail = defineErrors({
  E_HUB_ID: {
    zh: {
      what: '“{model}”不是合法的模型名，这里也没有这个目录',
      fix: '模型名形如 bert-base-chinese 或 hfl/rbt3；ModelScope 上的写作 modelscope:组织/名称；目录请写成 ./目录名',
    },
    en: {
      what: '“{model}” is no valid model id, and there is no such folder',
      fix: 'ids look like bert-base-chinese or hfl/rbt3, those of ModelScope like modelscope:ORG/NAME; write folders as ./folder',
    },
  },
  E_HUB_NOT_CACHED: {
    zh: {
      what: '离线模式下，模型“{model}”（版本 {revision}）不在本机缓存 {cache} 里{near}',
      fix: '在能联网的机器上执行 hantune download {model}，再把缓存目录拷过来；或去掉 --offline 和 HF_HUB_OFFLINE；或给出模型所在的目录',
    },
    en: {
      what: 'offline, and “{model}” (revision {revision}) is not in the cache {cache}{near}',
      fix: 'run hantune download {model} where there is a network and copy the cache; or drop --offline and HF_HUB_OFFLINE; or name a folder',
    },
  },
  E_HUB_UNKNOWN: {
    zh: {
      what: '{endpoint} 上没有模型“{model}”{near}',
      fix: '核对名称（hantune models 列出常用的）；私有模型请设置 HF_TOKEN（只发给 huggingface.co，不发给镜像）',
    },
    en: {
      what: '{endpoint} has no model “{model}”{near}',
      fix: 'check the id (hantune models lists the usual ones); for a private model set HF_TOKEN (which goes to huggingface.co only)',
    },
  },
  E_HUB_REVISION: {
    zh: {
      what: '模型“{model}”没有版本 {revision}',
      fix: '版本可以是分支、标签或提交号；不写 --revision 就用 main',
    },
    en: {
      what: 'the model “{model}” has no revision {revision}',
      fix: 'a revision is a branch, a tag or a commit; without --revision it is main',
    },
  },
  E_HUB_ACCESS: {
    zh: {
      what: '{endpoint} 拒绝访问模型“{model}”（HTTP {status}）',
      fix: '在网页上申请访问权限，再设置环境变量 HF_TOKEN；令牌只会发给 huggingface.co，不发给镜像',
    },
    en: {
      what: '{endpoint} refuses access to “{model}” (HTTP {status})',
      fix: 'ask for access on its page, then set HF_TOKEN; the token goes to huggingface.co only, never to a mirror',
    },
  },
  E_HUB_FILES: {
    zh: {
      what: '模型“{model}”里没有 {what}（有：{found}）',
      fix: '换用 BERT 结构、带 PyTorch 或 safetensors 权重的模型',
    },
    en: {
      what: 'the model “{model}” holds no {what} (it has: {found})',
      fix: 'take a model of the BERT architecture with PyTorch or safetensors weights',
    },
  },
  E_HUB_UNREACHABLE: {
    zh: {
      what: '连不上 {url}：{reason}（试了 {attempts} 次）',
      fix: '国内网络可设置镜像 HF_ENDPOINT=https://hf-mirror.com，或用 --model modelscope:组织/名称；要走代理就设置 HTTPS_PROXY；也可在别处下载后用 --model 目录；名称本来就是目录的，请检查路径：这里没有这个目录',
    },
    en: {
      what: '{url} cannot be reached: {reason} ({attempts} attempts)',
      fix: 'name a mirror with HF_ENDPOINT (https://hf-mirror.com in China), or take --model modelscope:ORG/NAME, or set HTTPS_PROXY; or fetch the model elsewhere and name its folder; if the name was meant as a folder, there is none of it here',
    },
  },
  E_HUB_ANSWER: {
    zh: {
      what: '{url} 的回答不像模型仓库：{reason}',
      fix: '检查 HF_ENDPOINT 是否写对，是否被登录页或代理拦截',
    },
    en: {
      what: '{url} does not answer as a model hub does: {reason}',
      fix: 'check HF_ENDPOINT, and whether a login page or proxy stands between',
    },
  },
  E_HUB_CHECKSUM: {
    zh: {
      what: '{file} 下载后校验不符：应为 {expected}，得到 {found}（试了 {attempts} 次）',
      fix: '网络或镜像损坏了内容；换一个镜像（HF_ENDPOINT）再试',
    },
    en: {
      what: '{file} arrived damaged: expected {expected}, found {found} ({attempts} attempts)',
      fix: 'the network or the mirror changed it: try another mirror (HF_ENDPOINT)',
    },
  },
  E_HUB_SPACE: {
    zh: {
      what: '磁盘空间不够：还需 {needed} MB，{folder} 所在的盘只剩 {free} MB',
      fix: '清理磁盘，或用 HF_HUB_CACHE 换一个缓存目录',
    },
    en: {
      what: 'the disk is too full: {needed} MB are needed, and {folder} has {free} MB left',
      fix: 'free some space, or move the cache with HF_HUB_CACHE',
    },
  },
  E_HUB_LOCKED: {
    zh: {
      what: '另一个进程正在下载 {file}（主机 {host}，进程 {pid}）',
      fix: '等它结束再试；如果确定没有别的进程，请删除 {lock}',
    },
    en: {
      what: 'another process is downloading {file} (host {host}, process {pid})',
      fix: 'wait for it and try again; if you are sure there is none, delete {lock}',
    },
  },
  E_HUB_SETTING: {
    zh: { what: '环境变量 {name} 不能取 {value}', fix: '{fix}' },
    en: { what: 'the variable {name} cannot be {value}', fix: '{fix}' },
  },
  E_HUB_TOKEN: {
    zh: {
      what: '{where} 里的内容不是令牌：含有空格、换行或非 ASCII 字符',
      fix: '重新复制令牌（形如 hf_…，只有一行）；访问公开模型不需要令牌，可以取消',
    },
    en: {
      what: 'what {where} holds is no token: there are blanks, line breaks or characters beyond ASCII in it',
      fix: 'copy the token again (hf_…, one line); public models need none, so it can be unset',
    },
  },
  E_HUB_TOKEN_WITHHELD: {
    zh: {
      what: '{endpoint} 不让匿名用户取“{model}”（HTTP {status}）{near}：可能没有这个模型，也可能是私有或受限的；已设置的令牌没有发给它，因为镜像的主人能读到令牌',
      fix: '先核对名称；私有或受限模型请取消 HF_ENDPOINT，直接从 https://huggingface.co 下载（令牌只发给它），或在别处下载后用 --model 目录；镜像有自己的账号就写成 HF_ENDPOINT=https://用户:密码@主机',
    },
    en: {
      what: '{endpoint} does not give “{model}” to strangers (HTTP {status}){near}: there is no such model, or it is private or gated; the token that is set was withheld, for whoever runs a mirror could read it',
      fix: 'check the id; for a private or gated model unset HF_ENDPOINT, so that https://huggingface.co is asked, which alone gets the token, or fetch it elsewhere and name its folder; a mirror with accounts of its own is written HF_ENDPOINT=https://USER:PASSWORD@HOST',
    },
  },
  E_HUB_CACHE: {
    zh: {
      what: '模型缓存 {cache} 用不了：{reason}',
      fix: '检查目录权限和磁盘空间；或用 HF_HUB_CACHE 换一个可写的目录（ModelScope 的模型用 XDG_CACHE_HOME）',
    },
    en: {
      what: 'the model cache {cache} cannot be used: {reason}',
      fix: 'check permissions and disk space, or name a folder that can be written with HF_HUB_CACHE (XDG_CACHE_HOME for those of ModelScope)',
    },
  },
  E_HUB_PROXY: {
    zh: { what: '代理不可用：{reason}', fix: '检查 HTTPS_PROXY、HTTP_PROXY；不用代理就取消这些变量' },
    en: {
      what: 'the proxy cannot be used: {reason}',
      fix: 'check HTTPS_PROXY and HTTP_PROXY, or unset them',
    },
  },
})
