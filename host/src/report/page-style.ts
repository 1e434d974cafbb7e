/** The looks of the page, for light and dark screens. */
export const pageStyle = `
:root { color-scheme: light dark; --ground: #fff; --text: #1b1b1d; --muted: #66666b; --line: #d9d9de; --bad: #b3261e; --link: #0b57d0; }
@media (prefers-color-scheme: dark) { :root { --ground: #17171a; --text: #e7e7ea; --muted: #9b9ba3; --line: #3a3a40; --bad: #ff8a80; --link: #8ab4f8; } }
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 1.5rem; max-width: 90rem; background: var(--ground); color: var(--text); font: 15px/1.5 system-ui, sans-serif; }
h1 { font-size: 1.6rem; margin: 0; }
h2 { font-size: 1.15rem; margin: 2rem 0 .6rem; }
a { color: var(--link); }
.muted { color: var(--muted); }
.bad, .warnings { color: var(--bad); }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; font-variant-numeric: tabular-nums; }
th, td { padding: .3rem .8rem .3rem 0; text-align: right; border-bottom: 1px solid var(--line); }
th:first-child, .text { text-align: left; }
tbody th { font-weight: 500; }
thead th { color: var(--muted); font-weight: 500; vertical-align: bottom; }
.contents { columns: 22rem; column-gap: 2.5rem; padding-left: 1.8rem; }
.pair { border-top: 1px solid var(--line); margin-top: 2rem; }
.pictures, .zooms { display: flex; flex-wrap: wrap; gap: .6rem; align-items: flex-start; overflow-x: auto; }
.zooms { margin-top: .8rem; gap: 1.4rem; }
.zooms > div { display: flex; gap: .4rem; }
figure { margin: 0; }
figure img { display: block; background: var(--line); }
figure img.source { max-width: 20rem; height: auto; }
figcaption { color: var(--muted); font-size: .85rem; }
dl { display: grid; grid-template-columns: repeat(auto-fill, minmax(19rem, 1fr)); gap: .5rem 1.5rem; }
dt { color: var(--muted); font-size: .85rem; }
dd { margin: 0; font-variant-numeric: tabular-nums; }
pre { overflow-x: auto; font-size: .85rem; }
summary { cursor: pointer; }
`;
