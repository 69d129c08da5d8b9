// The names of a diagram are French; English stands beside them in zeebe properties called "name:en".
const BPMN = "http://www.omg.org/spec/BPMN/20100524/MODEL";
const ZEEBE = "http://camunda.org/schema/zeebe/1.0";

export function inLanguage(xml, language) {
  if (!language || language.startsWith("fr")) return xml;
  const document = new DOMParser().parseFromString(xml, "text/xml");
  for (const property of document.getElementsByTagNameNS(ZEEBE, "property")) {
    if (property.getAttribute("name") === `name:${language}`) rename(property);
    if (property.getAttribute("name") === `title:${language}`) renamePool(document, property);
  }
  return new XMLSerializer().serializeToString(document);
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
