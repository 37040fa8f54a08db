// danfojs-node reads and writes spreadsheets by SheetJS. Its last release in the registry, 0.18.5, can be made to change
// Object.prototype by a spreadsheet (CVE-2023-30533), and later ones are published elsewhere. No table here is one.
function refuse() {
  throw new Error('Spreadsheets are neither read nor written here (CVE-2023-30533). Save the table as CSV.');
}

module.exports = {
  read: refuse,
  readFile: refuse,
  writeFile: refuse,
  utils: {
    sheet_to_json: refuse,
    sheet_to_csv: refuse,
    aoa_to_sheet: refuse,
    book_new: refuse,
    book_append_sheet: refuse,
  },
};
