// Shows the API's document; everything comes from this server.
const viewer = document.createElement("rapi-doc");
const settings = {
  "spec-url": "/openapi.json",
  "render-style": "read",
  "load-fonts": "false",
  "allow-server-selection": "false",
  "allow-authentication": "false",
  "show-header": "false",
  "theme": "light",
};
for (const [name, value] of Object.entries(settings)) {
  viewer.setAttribute(name, value);
}
document.body.append(viewer);
