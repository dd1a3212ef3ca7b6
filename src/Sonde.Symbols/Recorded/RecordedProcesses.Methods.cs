namespace Sonde.Symbols;

/// <content>Methods of .NET processes.</content>
public sealed partial class RecordedProcesses
{
    /// <summary>
    /// Reads the methods of a .NET process from a trace that was recorded beside it, <c>.nettrace</c>: with the keywords JIT and Loader of
    /// <c>Microsoft-Windows-DotNETRuntime</c> it tells what came and went when, with the rundown at its end all the rest.
    /// </summary>
    /// <remarks>It is to be added before addresses of the process are asked for. A second trace of the same process replaces the first.</remarks>
    /// <param name="trace">The trace, of format 4, read from where it is to its end.</param>
    /// <param name="pid">The process as the recording numbers it, if it is of another pid namespace than the trace says; else null.</param>
    /// <returns>What it had.</returns>
    /// <exception cref="NetTraceFormatException">It is no such trace, or is damaged. Nothing of it was taken.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public RecordedTrace AddMethods(Stream trace, int? pid = null)
    {
        ArgumentNullException.ThrowIfNull(trace);
        CodeTimeline methods = TraceMethods.Read(trace, out RecordedTrace summary);
        _files.Methods[pid ?? summary.ProcessId] = methods;
        return summary;
    }
}
