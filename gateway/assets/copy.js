// Gives every example a button that copies it. Without this script the examples are text to select, as they are anyway.
const told = document.createElement("p");
told.className = "unseen";
told.setAttribute("role", "status");
document.body.append(told);

async function copy(code) {
  if (navigator.clipboard) {
    await navigator.clipboard.writeText(code.textContent);
    return;
  }
  // A page that came over plain HTTP from another host has no clipboard of its own, but may copy what is selected.
  getSelection().selectAllChildren(code);
  if (!document.execCommand("copy")) throw new Error("nothing was copied");
}

for (const example of document.querySelectorAll("figure.example")) {
  const title = example.querySelector("figcaption").textContent;
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = "Copy";
  button.setAttribute("aria-label", `Copy: ${title}`);
  button.addEventListener("click", async () => {
    const done = await copy(example.querySelector("code")).then(
      () => "Copied",
      () => "Not copied",
    );
    button.textContent = done;
    told.textContent = `${done}: ${title}`;
    setTimeout(() => {
      button.textContent = "Copy";
      told.textContent = "";
    }, 2000);
  });
  example.append(button);
}
