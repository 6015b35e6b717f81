/* Which view of the coverage map is asked for, and the address that says so.
 *
 * The address holds the whole view, so a copied link reopens it. What stands there is only ever compared with the keys
 * of the data; what is not among them is replaced, and the page says so.
 */
/* needs: county_map/levels.js, coverage_map/ranking.js */
(function () {
  "use strict";
  const FIRST_PROVINCE = "210000";
  const FIELDS = ["province", "level", "city", "indicator", "moment", "county", "order"];
  const { ORDERS } = window.countyRanking;

  function read() {
    const query = new URLSearchParams(window.location.search);
    const { indicator, ...asked } = Object.fromEntries(FIELDS.map((field) => [field, query.get(field) || ""]));
    return { ...asked, rate: indicator };
  }

  function write(view, replaces) {
    const fields = { ...view, province: view.data.province, indicator: view.rate.key, moment: view.moment.key };
    const query = new URLSearchParams(FIELDS.map((field) => [field, fields[field]]).filter(([, value]) => value));
    const address = `${window.location.pathname}?${query}`;
    if (address === window.location.pathname + window.location.search) return;
    window.history[replaces ? "replaceState" : "pushState"](null, "", address);
  }

  const province = (asked) => (/^\d{6}$/.test(asked.province) ? asked.province : FIRST_PROVINCE);

  const momentOf = (rate, wanted) => rate.moments.find(({ key }) => key === wanted) || rate.moments[rate.start];

  /* The nearest possible view of a province, and what has to be said about the difference. `reopened`: the address asks;
   * `before`: the view until now.
   *
   * What is chosen in `city` is at the level of counties the range that is shown, at the level of cities the one whose
   * panel is open: a switch of level stays at the place. */
  function settle(province, asked, reopened, before) {
    const level = asked.level === "city" ? "city" : "";
    const data = window.coverageLevels.at(province, level || "county");
    const notices = [];
    const say = (condition, text) => condition && notices.push(text);
    const none = { key: "", name: "没有覆盖率数据", definition: "", lows: [], labels: [], colours: [], start: 0 };
    const nothing = data.places.map(() => -1);
    none.moments = [{ key: "", name: "", role: "", holds: nothing, beside: nothing, missing: "未公布" }];
    const found = data.rates.find(({ key }) => key === asked.rate);
    const rate = found || data.rates.find(({ key }) => key === data.start) || data.rates[0] || none;
    const moment = momentOf(rate, asked.moment);
    const place = data.counties.find(([code]) => code === asked.county);
    const county = place && !level ? asked.county : "";
    const asksCity = level && place ? place[2] : asked.city;
    const city = data.cities.some(([code]) => code === asksCity) ? asksCity : "";
    const sameRate = reopened || (before && before.rate.key === rate.key);
    const whose = data.name + (level ? `各${data.kind}` : "");
    say(asked.province && asked.province !== data.province, `没有所要省份的地图，已显示${data.name}。`);
    say(asked.level && !level, `没有所要的层级，已显示${data.kind}。`);
    say(asked.rate && !found, `${whose}没有所选覆盖率的数据，已显示“${rate.name}”。`);
    say(sameRate && asked.moment && moment.key !== asked.moment, `没有所要时点的数据，已显示“${moment.name}”。`);
    say(reopened && asked.city && !city, `${data.name}没有地址中的市，已显示全省（区）。`);
    say(reopened && asked.county && !place, `${data.name}没有地址中的县（市、区）。`);
    const order = ORDERS.some(([key]) => key === asked.order) ? asked.order : "";
    const [chosen, range] = level ? [city, ""] : [county, city];
    const page = window.location.pathname;
    return { view: { data, level, rate, moment, city, county, chosen, range, order, page }, notices };
  }

  window.coverageAddress = { FIRST_PROVINCE, read, write, province, momentOf, settle };
})();
