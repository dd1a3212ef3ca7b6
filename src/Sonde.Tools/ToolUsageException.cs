namespace Sonde.Tools;

/// <summary>The user asked for something that makes no sense together. The message says what to type instead.</summary>
/// <param name="message">One line.</param>
public sealed class ToolUsageException(string message) : Exception(message);
