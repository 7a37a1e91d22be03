// Shows the description of the API with Swagger UI, which is served from here.
const place = document.getElementById("try");

if (place && window.SwaggerUIBundle) {
  window.SwaggerUIBundle({
    domNode: place,
    url: place.dataset.schema,
    deepLinking: false,
    defaultModelsExpandDepth: -1,
    persistAuthorization: false,
    validatorUrl: null,
  });
}
