const CALL = 'globalThis.hacked=1'
const TAGS = [
  `<script>${CALL}</script>`,
  `<img src=x onerror=${CALL}>`,
  `<svg onload=${CALL}>`,
  `<svg><script>${CALL}</script></svg>`,
  `<iframe srcdoc="<script>parent.hacked=1</script>"></iframe>`,
  `<body onload=${CALL}>`,
  `<details open ontoggle=${CALL}>x</details>`,
  `<input autofocus onfocus=${CALL}>`,
  `<video><source onerror=${CALL}></video>`,
  `<a href="javascript:${CALL}">x</a>`,
  `<math><mtext><img src=x onerror=${CALL}></mtext></math>`,
  `<form action="javascript:${CALL}"><button>x</button></form>`,
  `<object data="javascript:${CALL}"></object>`,
  `<style>@import 'javascript:${CALL}'</style>`,
  `<base href="javascript:/">`,
  `<meta http-equiv="refresh" content="0;url=javascript:${CALL}">`,
  `<template><script>${CALL}</script></template>`,
  `<marquee onstart=${CALL}>x</marquee>`,
  `<link rel=stylesheet href="data:text/css,*{color:red}">`,
  '${globalThis.hacked=1}',
]
/** Ways out of an attribute, a text, a comment, a script and a string. */
const EXITS = ['', '">', "'>", '-->', '</script>']

/** A hundred texts that would run a script if they were taken for anything but text. */
export const payloads: readonly string[] = EXITS.flatMap((exit) => TAGS.map((tag) => exit + tag))
