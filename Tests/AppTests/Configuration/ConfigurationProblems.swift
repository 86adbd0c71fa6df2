import App
import Documents

/// The problems of a configuration file with this text, a line each; empty where it can be used.
func configurationProblems(_ text: String) -> String {
    do throws(DocumentProblems) {
        _ = try ConfigurationFile(path: "sonde.yml", environment: [:]).load(text: text)
        return ""
    } catch {
        return error.description
    }
}
