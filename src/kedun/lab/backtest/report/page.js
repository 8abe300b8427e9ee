for (const head of document.querySelectorAll("th button")) {
  head.addEventListener("click", () => {
    const th = head.parentElement, row = th.parentElement, body = th.closest("table").tBodies[0];
    const place = [...row.cells].indexOf(th), down = th.getAttribute("aria-sort") !== "descending";
    const of = (tr) => tr.cells[place].dataset.v ?? tr.cells[place].textContent;
    for (const other of row.cells) other.removeAttribute("aria-sort");
    th.setAttribute("aria-sort", down ? "descending" : "ascending");
    const rows = [...body.rows].sort((a, b) => {
      const [x, y] = [of(a), of(b)], order = isNaN(x) || isNaN(y) ? x.localeCompare(y) : x - y;
      return down ? -order : order;
    });
    body.append(...rows);
  });
}
