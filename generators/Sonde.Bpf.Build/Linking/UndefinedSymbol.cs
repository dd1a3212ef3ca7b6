namespace Sonde.Bpf.Build.Linking;

/// <summary>A function, a variable or a map that is used and defined nowhere.</summary>
/// <param name="name">Its name.</param>
/// <param name="kind">What the object's types say it is.</param>
internal readonly struct UndefinedSymbol(string name, UndefinedKind kind)
{
    private const string Kernels = "or declare it __ksym if it is the kernel's, with __weak if not every kernel has it";

    public string Name => name;

    /// <summary>What is wrong, and what to do about it.</summary>
    /// <param name="users">The sources that use it.</param>
    /// <param name="place">Who could define it and does not.</param>
    /// <param name="remedy">Where to define it.</param>
    public string Explain(string[] users, string place, string remedy)
    {
        string use = string.Join(" and ", users) + (users.Length == 1 ? " uses" : " use");
        return kind switch
        {
            UndefinedKind.Function => $"{use} the function {name}, which {place}: {remedy}, {Kernels}",
            UndefinedKind.Variable => $"{use} the variable {name}, which {place}: {remedy}, {Kernels}, or __kconfig if it is a value of the kernel's configuration",
            UndefinedKind.Map => $"{use} the map {name}, which {place}: {remedy}, or declare it in a header that all of them include, without 'extern' and with __weak",
            _ => $"{use} {name}, which {place} and nothing declares; clang itself calls such a function for what __builtin_{name} does at other sizes "
                + $"than small constant ones: write it as a loop, or {remedy}",
        };
    }
}
