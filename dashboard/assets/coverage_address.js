/* Which view of the coverage map is asked for, and the address that says so.
 *
 * The address holds the whole view, so a copied link reopens it. What stands there is only ever compared with the keys
 * of the data; what is not among them is replaced, and the page says so.
 */
(function () {
  "use strict";
  const FIRST_PROVINCE = "210000";
  const FIELDS = ["province", "city", "rate", "moment", "county", "order"];
  const { ORDERS } = window.countyRanking;

  function read() {
    const query = new URLSearchParams(window.location.search);
    return Object.fromEntries(FIELDS.map((field) => [field, query.get(field) || ""]));
  }

  function write(view, replaces) {
    const fields = { ...view, province: view.data.province, rate: view.rate.key, moment: view.moment.key };
    const query = new URLSearchParams(FIELDS.map((field) => [field, fields[field]]).filter(([, value]) => value));
    const address = `${window.location.pathname}?${query}`;
    if (address === window.location.pathname + window.location.search) return;
    window.history[replaces ? "replaceState" : "pushState"](null, "", address);
  }

  const province = (asked) => (/^\d{6}$/.test(asked.province) ? asked.province : FIRST_PROVINCE);

  const momentOf = (rate, wanted) => rate.moments.find(({ key }) => key === wanted) || rate.moments[rate.start];

  /* The nearest possible view, and what has to be said about the difference. `reopened`: the address asks. */
  function settle(data, asked, reopened) {
    const notices = [];
    const say = (condition, text) => condition && notices.push(text);
    const none = { key: "", name: "没有覆盖率数据", definition: "", lows: [], labels: [], colours: [], start: 0 };
    none.moments = [{ key: "", name: "", holds: data.counties.map(() => -1) }];
    const found = data.rates.find(({ key }) => key === asked.rate);
    const rate = found || data.rates.find(({ key }) => key === data.start) || none;
    const moment = momentOf(rate, asked.moment);
    const city = data.cities.some(([code]) => code === asked.city) ? asked.city : "";
    const county = data.counties.some(([code]) => code === asked.county) ? asked.county : "";
    say(asked.province && asked.province !== data.province, `没有所要省份的地图，已显示${data.name}。`);
    say(asked.rate && !found, `${data.name}没有所选覆盖率的数据，已显示“${rate.name}”。`);
    say(reopened && asked.moment && moment.key !== asked.moment, `没有所要时点的数据，已显示“${moment.name}”。`);
    say(reopened && asked.city && !city, `${data.name}没有地址中的市，已显示全省（区）。`);
    say(reopened && asked.county && !county, `${data.name}没有地址中的县（市、区）。`);
    const order = ORDERS.some(([key]) => key === asked.order) ? asked.order : "";
    return { view: { data, rate, moment, city, county, order, page: window.location.pathname }, notices };
  }

  window.coverageAddress = { FIRST_PROVINCE, read, write, province, momentOf, settle };
})();
