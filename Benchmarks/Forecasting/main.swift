// What forecasts cost, and how good they are: lines of work, figure and unit, apart by tabs.
//
// Arguments: folders of series, each with an index.csv that says what Prophet reached.

Speed.measureFits()
Speed.measureSteps()
Speed.measureManyServices()
for (title, folder) in zip(["known series", "unseen series"], CommandLine.arguments.dropFirst()) {
    try Accuracy.measure(folder, title: title)
    try Accuracy.measureOutages(folder)
}
try Incidents.measure()
