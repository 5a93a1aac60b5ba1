/// The style sheet of a report.
enum ReportStyle {
  static let css = """

    :root { --paper: #fcfcfa; --card: #ffffff; --ink: #1f2933; --soft: #5d6975; --line: #e3e6e8; --bar: #3b7ea1; --track: #eef1f3;
      --more-than: #2f7d5b; --less: #a8471f; --vertex: #b4532a; --absent: #b3261e; --on-vertex: #fff; --focus: #2f6f9f;
      --label-0: #2f6f9f; --label-1: #b4532a; --label-2: #2f7d5b; --label-3: #7a4f9a; --label-4: #946200; --label-5: #1f7a84;
      --label-6: #b03a6b; --label-7: #5b6670; }
    @media (prefers-color-scheme: dark) { :root { --paper: #14181c; --card: #1b2127; --ink: #e6e9ec; --soft: #9aa5b1; --line: #2c343c;
      --bar: #5aa2c8; --track: #242c33; --more-than: #6cc49c; --less: #e58e66; --vertex: #e0825a; --absent: #ff8a80; --on-vertex: #14181c;
      --focus: #8ec5ea; --label-0: #7fb4dc; --label-1: #e58e66; --label-2: #6cc49c; --label-3: #bb95d8; --label-4: #d6a94a;
      --label-5: #67bfc9; --label-6: #e487ad; --label-7: #a4afb9; } }
    * { box-sizing: border-box; }
    html { -webkit-text-size-adjust: 100%; scroll-behavior: smooth; }
    @media (prefers-reduced-motion: reduce) { html { scroll-behavior: auto; } }
    body { margin: 0; background: var(--paper); color: var(--ink); line-height: 1.5; overflow-wrap: break-word;
      font-family: Inter, system-ui, -apple-system, "Segoe UI", "Helvetica Neue", Arial, sans-serif; font-size: 16px; }
    header, main { max-width: 60rem; margin: 0 auto; padding: 0 1.5rem; }
    header { padding-top: 3rem; }
    .kicker { margin: 0; color: var(--soft); font-size: .8rem; letter-spacing: .09em; text-transform: uppercase; }
    h1 { font-size: clamp(1.7rem, 5vw, 2.6rem); line-height: 1.15; margin: .2rem 0 .6rem; letter-spacing: -.02em; overflow-wrap: anywhere; }
    .lede { font-size: 1.1rem; margin: 0 0 1.2rem; max-width: 44rem; }
    nav { display: flex; flex-wrap: wrap; gap: .3rem 1.2rem; border-top: 1px solid var(--line); border-bottom: 1px solid var(--line); padding: .7rem 0; }
    a { color: inherit; text-decoration-color: var(--soft); text-underline-offset: .2em; }
    nav a { font-size: .92rem; text-decoration: none; color: var(--soft); }
    nav a:hover { color: var(--ink); text-decoration: underline; }
    :focus-visible { outline: 2px solid var(--focus); outline-offset: 3px; border-radius: 3px; }
    .skip { position: absolute; left: -99rem; } .skip:focus { left: 1rem; top: 1rem; background: var(--card); padding: .5rem 1rem; z-index: 2; }
    section { padding: 2.6rem 0 .4rem; }
    h2 { font-size: 1.35rem; letter-spacing: -.01em; margin: 0; }
    .note { color: var(--soft); margin: .3rem 0 1.2rem; max-width: 46rem; font-size: .95rem; }
    .tiles { display: grid; grid-template-columns: repeat(auto-fill, minmax(10.5rem, 1fr)); gap: .8rem; margin: 0; }
    .tiles div { background: var(--card); border: 1px solid var(--line); border-radius: .6rem; padding: .8rem 1rem; }
    dt { color: var(--soft); font-size: .85rem; } dd { margin: 0; font-size: 1.45rem; font-weight: 600; font-variant-numeric: tabular-nums; letter-spacing: -.01em; }
    dd small { display: block; min-height: 1.2em; font-size: .8rem; font-weight: 400; color: var(--soft); letter-spacing: 0; line-height: 1.35; }
    figure { margin: 0; } .chart { width: 100%; height: auto; display: block; }
    .chart.narrow { display: none; }
    .chart text { fill: var(--soft); font-size: 12px; } .chart .power { font-size: 9px; } .chart .axis, .chart .key { fill: var(--ink); }
    .chart .grid { stroke: var(--line); } .series-0 { fill: var(--bar); } .series-1 { fill: var(--vertex); }
    details { margin-top: .6rem; } summary { cursor: pointer; color: var(--soft); font-size: .9rem; width: fit-content; }
    .tables { display: flex; flex-wrap: wrap; gap: 2rem; }
    table { border-collapse: collapse; font-variant-numeric: tabular-nums; font-size: .95rem; }
    caption { text-align: left; color: var(--soft); font-size: .85rem; padding: .4rem 0; }
    th { font-weight: 500; text-align: left; } td, tbody th { padding: .3rem .5rem; }
    thead th, thead td { color: var(--soft); font-size: .82rem; padding: .2rem .5rem; vertical-align: bottom; font-weight: 400; }
    .tables td { text-align: right; } .tables tr { border-bottom: 1px solid var(--line); }
    .bars { width: 100%; } .bars caption { position: absolute; clip-path: inset(50%); width: 1px; height: 1px; overflow: hidden; white-space: nowrap; }
    .bars + .bars { margin-top: 1.5rem; } :is(.top, .titled) caption { position: static; clip-path: none; width: auto; height: auto; }
    .bars tbody tr { border-top: 1px solid var(--line); }
    .bars tbody tr:hover { background: color-mix(in srgb, var(--track) 55%, transparent); }
    .bars th[scope=row] { padding-left: 0; } .bars:not(.top) th[scope=row] { min-width: 13rem; } .bars thead th:first-child { padding-left: 0; }
    .bars th[scope=row] > span { display: inline-block; vertical-align: middle; max-width: calc(100% - 4rem); }
    .bars th small { display: block; color: var(--soft); font-weight: 400; font-size: .78rem; }
    .motif { display: inline-block; vertical-align: middle; width: 46px; height: 46px; margin-right: .9rem; }
    .bar { width: 99%; padding-left: 0; padding-right: .8rem; } .track, .ticks { display: block; position: relative; }
    .track { height: 1.05rem; border-radius: 2px; min-width: 5rem;
      background: repeating-linear-gradient(to right, var(--line) 0 1px, transparent 1px var(--grid, 100%)); }
    .track.plain { background: none; height: .8rem; min-width: 3rem; }
    .track b { display: block; height: 100%; background: var(--bar); border-radius: 0 3px 3px 0; }
    .ticks { height: 1.3rem; } .ticks i { position: absolute; bottom: 0; font-style: normal; font-size: .78rem; transform: translateX(-50%); white-space: nowrap; }
    .ticks i:first-child { transform: none; } sup { font-size: .72em; line-height: 0; }
    .number, .more { text-align: right; white-space: nowrap; padding-left: 1.4rem; } thead .number, thead .more { text-align: right; }
    .bars tbody .number { font-weight: 500; } .more small { display: block; font-size: .8rem; } .bars tbody .number.soft, .more { color: var(--soft); font-weight: 400; }
    .zero .number { color: var(--soft); } .rank { color: var(--soft); text-align: right; width: 1.8rem; }
    .ratio.more-than { color: var(--more-than); } .ratio.less { color: var(--less); }
    .columns { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 25rem), 1fr)); gap: 1rem 2.5rem; }
    .columns .bars + .bars { margin-top: 0; } .top { align-self: start; } .top th[scope=row] { min-width: 5rem; overflow-wrap: anywhere; }
    .bars.long th[scope=row] { min-width: 34rem; font-size: .85rem; font-family: ui-monospace, "SF Mono", Menlo, Consolas, monospace; overflow-wrap: anywhere; }
    code { font-family: ui-monospace, "SF Mono", Menlo, Consolas, monospace; font-size: .92em; overflow-wrap: anywhere; }
    .hidden { position: absolute; clip-path: inset(50%); } ul { padding-left: 1.2rem; } li { margin: .3rem 0; max-width: 46rem; } main { padding-bottom: 4rem; }
    @media (max-width: 40rem) {
      header, main { padding-left: 1rem; padding-right: 1rem; } header { padding-top: 1.6rem; } body { font-size: 15px; }
      .tiles { grid-template-columns: 1fr 1fr; gap: .6rem; } .tiles div { padding: .6rem .8rem; } dd { font-size: 1.2rem; }
      .bars:not(.top), .bars:not(.top) tbody { display: block; } .bars:not(.top) thead { position: absolute; clip-path: inset(50%); }
      .bars:not(.top) tr { display: grid; grid-template-columns: 1fr auto; align-items: center; padding: .5rem 0; }
      .bars:not(.top) tbody :is(th, td) { width: auto; min-width: 0; padding: 0; } .bars:not(.top) .bar { grid-column: 1 / -1; grid-row: 2; margin: .3rem 0; padding: 0; }
      .bars:not(.top) .more { font-size: .85rem; } .bars:not(.top) .more::before { content: attr(data-name) " "; }
      .bars:not(.top) .more:nth-of-type(odd) { text-align: left; }
      .bars:not(.top) .more { white-space: normal; } .more small { display: inline; margin-left: .4em; } .track { height: .8rem; }
      :is(.top, .long) th[scope=row], .bars.long th[scope=row] { min-width: 0; } .top .track.plain { min-width: 2rem; } .top .number { padding-left: .5rem; }
      .chart.wide { display: none; } .chart.narrow { display: block; } .motif { margin-right: .6rem; }
    }
    @media print {
      :root { --paper: #fff; --card: #fff; --ink: #000; --soft: #444; --line: #ccc; --bar: #4a7f9c; --track: #eee; --vertex: #8a3d1c; }
      body { font-size: 10.5pt; } nav, .skip, summary { display: none; } header { padding-top: 0; } header, main { max-width: none; padding-left: 0; padding-right: 0; }
      section { padding-top: 1.2rem; break-inside: avoid; }
      .ticks i:not(:first-child, :last-child) { display: none; } .bars:not(.top) th[scope=row] { min-width: 10rem; } .bars.long th[scope=row] { min-width: 26rem; }
      .number, .more { padding-left: .8rem; } .more small { display: inline; margin-left: .4em; } h2, .note { break-after: avoid; } tr, .tiles div, figure { break-inside: avoid; }
      .track b, .track { print-color-adjust: exact; -webkit-print-color-adjust: exact; } .motif { width: 34px; height: 34px; } td, tbody th { padding: .1rem .4rem; }
    }

    """
}
