import Monitoring

/// A step under way, however often it sends its request.
protocol StepExecution: AnyObject {
    /// Begins; the end may come before this returns.
    func start()

    /// Gives up; the completion is not called.
    func cancel()
}

/// What a step is run with.
struct StepSetting {
    let step: Step
    let tools: ProbeTools
    let trace: TraceContext
    let attempt: Int
    let limit: StepRun.TimeLimit
    let jar: CookieJar
    let filler: TemplateFiller
}
