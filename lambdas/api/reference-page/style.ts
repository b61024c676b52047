/** The page's only style. It loads nothing, and follows the reader's preference of light or dark. */
export const STYLE = `
:root { color-scheme: light dark; --text: light-dark(#1c2024, #e6e8ea); --soft: light-dark(#5b6470, #9aa4af);
  --line: light-dark(#dfe3e8, #30363d); --paper: light-dark(#fff, #14171a); --shade: light-dark(#f4f6f8, #1d2226);
  --link: light-dark(#0b5cad, #6cb6ff); --get: light-dark(#0b6b3a, #57c78a); --post: light-dark(#0b5cad, #6cb6ff);
  --delete: light-dark(#a3241d, #ff8d85); --required: light-dark(#9a5b00, #e0a84f); }
* { box-sizing: border-box; }
html { scroll-padding-top: 1rem; -webkit-text-size-adjust: 100%; }
body { margin: 0; background: var(--paper); color: var(--text);
  font: 1rem/1.55 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif; }
a { color: var(--link); text-decoration: none; }
a:hover, a:focus-visible { text-decoration: underline; }
code, pre { font-family: ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", monospace; font-size: .875em; }
p { margin: .5rem 0; max-width: 44rem; }
h1, h2, h3, h4, h5 { line-height: 1.25; text-wrap: balance; }
h1 { font-size: 1.75rem; margin: 0 0 .25rem; }
h2 { font-size: 1.375rem; margin: 3rem 0 .5rem; }
h3 { font-size: 1.125rem; margin: 0 0 .25rem; }
h3 a { color: inherit; }
h4, h5, summary { font-size: .875rem; font-weight: 600; margin: 1.25rem 0 .25rem; color: var(--soft); }
header { padding: 1.5rem 1.25rem 0; }
nav { padding: 0 1.25rem 1.25rem; font-size: .9375rem; border-bottom: 1px solid var(--line); }
nav h2 { font-size: .875rem; margin: 1.25rem 0 .25rem; }
nav ul { list-style: none; margin: 0; padding: 0; }
nav li a { display: block; padding: .2rem 0; overflow-wrap: anywhere; }
main { padding: 0 1.25rem 4rem; max-width: 60rem; min-width: 0; }
article { border-top: 1px solid var(--line); padding: 1.5rem 0; }
pre { background: var(--shade); border-radius: 6px; padding: .75rem 1rem; margin: 1rem 0; overflow-x: auto; line-height: 1.5; }
p code, li code, td code { overflow-wrap: anywhere; }
.call { margin: 0 0 .75rem; }
.method { font-size: .75rem; font-weight: 700; letter-spacing: .03em; margin-right: .35rem; color: var(--post); }
.method.get { color: var(--get); }
.method.delete { color: var(--delete); }
.soft, .type, .optional, .limits { color: var(--soft); }
.type, .required, .optional, .limits { font-size: .875rem; font-weight: 400; }
.required { color: var(--required); }
.fields { list-style: none; margin: 0; padding: 0; }
.fields li { padding: .5rem 0; border-top: 1px solid var(--line); }
.fields > li:first-child { border-top: 0; }
.fields .fields { margin: .5rem 0 0; padding-left: 1rem; border-left: 2px solid var(--line); }
.fields p { margin: .125rem 0; }
.name { font-weight: 600; }
summary { cursor: pointer; width: max-content; }
table { border-collapse: collapse; font-size: .9375rem; }
th, td { text-align: left; vertical-align: top; padding: .375rem 1rem .375rem 0; border-bottom: 1px solid var(--line); }
@media (min-width: 64rem) {
  body { display: grid; grid-template: auto 1fr / 18rem minmax(0, 1fr); }
  header { padding: 2rem 3rem 0; }
  nav { grid-area: 1 / 1 / 3; position: sticky; top: 0; height: 100vh; overflow-y: auto; border: 0;
    border-right: 1px solid var(--line); }
  main { grid-column: 2; padding: 0 3rem 6rem; }
}
@media print {
  :root { color-scheme: light; }
  body { display: block; font-size: 10pt; }
  nav { position: static; height: auto; border: 0; columns: 2; font-size: 9pt; }
  article, .fields li, tr { break-inside: avoid-page; }
  article { break-inside: auto; }
  h2, h3, h4, h5 { break-after: avoid; }
  pre { white-space: pre-wrap; border: 1px solid var(--line); }
  details::details-content { content-visibility: visible; block-size: auto; }
}
`;
