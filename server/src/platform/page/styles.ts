/** What all pages of ours look like. */
export const baseStyles = `
:root{color-scheme:light;--ink:#1c2421;--soft:#55605b;--line:#d5ddd8;--page:#f3f6f4;--card:#fff;--main:#0b5d3b;--tint:#e6f2ec;--warn:#6b4300;--warnbg:#fff3d6}
*{box-sizing:border-box}
body{margin:0;background:var(--page);color:var(--ink);font:1rem/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans",sans-serif;overflow-wrap:anywhere}
header,main,footer{max-width:40rem;margin:0 auto;padding:0 1rem}
.top{background:var(--main);color:#fff}
.top header{display:flex;gap:1rem;justify-content:space-between;align-items:center;min-height:3rem}
.top a{color:#fff;padding:.6rem 0}
.top strong a{text-decoration:none}
.top a[hreflang]{flex:none}
a{color:var(--main)}
h1{font-size:1.5rem;line-height:1.25;margin:1rem 0 .25rem}
h2{font-size:1.125rem;margin:0 0 .5rem}
p{margin:.25rem 0 .75rem}
section,.note{background:var(--card);border:1px solid var(--line);border-radius:.5rem;padding:1rem;margin:1rem 0}
.note{border-left:.375rem solid var(--main);background:var(--tint)}
.sample{border-left-color:var(--warn);background:var(--warnbg);color:var(--warn);font-weight:600}
.soft{color:var(--soft);font-size:.875rem}
dl{margin:0}
dl>div{padding:.625rem 0;border-top:1px solid var(--line)}
dl>div:first-child{border-top:0;padding-top:0}
dt{color:var(--soft);font-size:.875rem}
dd{margin:0}
ul{padding-left:1.25rem;margin:.25rem 0}
ol{padding-left:1.5rem}
h3{font-size:1rem;margin:1rem 0 .5rem}
code{font-size:.9375rem}
label{display:block;font-weight:600;margin-bottom:.25rem}
input,button{font:inherit;width:100%;padding:.7rem;border-radius:.375rem;border:1px solid var(--soft)}
button{background:var(--main);border-color:var(--main);color:#fff;font-weight:600;margin-top:.5rem}
a:focus-visible,input:focus-visible,button:focus-visible{outline:3px solid #b35900;outline-offset:2px}
figure{margin:0}
figure svg{display:block;width:100%;max-width:24rem;height:auto}
.wide{overflow-x:auto}
.skip{position:absolute;left:-99rem}
.skip:focus{left:0;background:#fff;color:var(--main);z-index:1}
footer{padding-bottom:2rem}
@media print{.top,.note,section{background:#fff;color:#000;border-color:#999}.top a,.sample{color:#000}form,.noprint{display:none}}
`.replaceAll('\n', '')
