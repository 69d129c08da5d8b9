// What is changed in a diagram's XML before it is shown: names in the reader's language, and labels that are wide enough.
// The names of a diagram are French; English stands beside them in zeebe properties called "name:en".
const BPMN = "http://www.omg.org/spec/BPMN/20100524/MODEL";
const BPMN_DI = "http://www.omg.org/spec/BPMN/20100524/DI";
const DC = "http://www.omg.org/spec/DD/20100524/DC";
const ZEEBE = "http://camunda.org/schema/zeebe/1.0";
const LABEL = 90;

export function forReading(xml, language) {
  const document = new DOMParser().parseFromString(xml, "text/xml");
  if (language && !language.startsWith("fr")) translate(document, language);
  widenLabels(document);
  return new XMLSerializer().serializeToString(document);
}

function translate(document, language) {
  for (const property of document.getElementsByTagNameNS(ZEEBE, "property")) {
    if (property.getAttribute("name") === `name:${language}`) rename(property);
    if (property.getAttribute("name") === `title:${language}`) renamePool(document, property);
  }
}

// Labels were measured in another font, or for a name in another language: a narrow one would cut words.
function widenLabels(document) {
  for (const label of document.getElementsByTagNameNS(BPMN_DI, "BPMNLabel")) {
    const bounds = label.getElementsByTagNameNS(DC, "Bounds")[0];
    const missing = LABEL - Number(bounds?.getAttribute("width"));
    if (!bounds || !(missing > 0)) continue;
    bounds.setAttribute("x", String(Number(bounds.getAttribute("x")) - missing / 2));
    bounds.setAttribute("width", String(LABEL));
  }
}

// property > zeebe:properties > bpmn:extensionElements > the element
function rename(property) {
  const extensions = property.parentElement?.parentElement;
  const element = extensions?.parentElement;
  if (extensions?.namespaceURI !== BPMN || !property.getAttribute("value")) return;
  if (element.localName !== "textAnnotation") element.setAttribute("name", property.getAttribute("value"));
  else element.getElementsByTagNameNS(BPMN, "text")[0].textContent = property.getAttribute("value");
}

// A pool has the title of its process.
function renamePool(document, property) {
  const process = property.parentElement?.parentElement?.parentElement;
  if (process?.localName !== "process" || !property.getAttribute("value")) return;
  for (const pool of document.getElementsByTagNameNS(BPMN, "participant")) {
    if (pool.getAttribute("processRef") === process.id) pool.setAttribute("name", property.getAttribute("value"));
  }
}
