namespace Sonde.Bpf.Build.Linking;

/// <summary>A function or a variable that is declared and used, and defined nowhere.</summary>
internal readonly struct UndefinedSymbol(string name, bool isFunction)
{
    public string Name => name;

    /// <summary>What is wrong, and what to do about it.</summary>
    /// <param name="users">The sources that use it.</param>
    /// <param name="place">Who could define it and does not.</param>
    /// <param name="remedy">Where to define it.</param>
    public string Explain(string[] users, string place, string remedy)
    {
        string text = $"{string.Join(" and ", users)} {(users.Length == 1 ? "uses" : "use")} the {(isFunction ? "function" : "variable")} {name}, which {place}: "
            + $"{remedy}, or declare it __ksym if it is the kernel's, with __weak if not every kernel has it";
        return isFunction ? text : text + ", or __kconfig if it is a value of the kernel's configuration";
    }
}
